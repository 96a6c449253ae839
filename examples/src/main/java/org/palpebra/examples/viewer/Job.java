package org.palpebra.examples.viewer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One photo on its way to a head. Thread-safe. */
final class Job implements HeadMaker.Stages {
  /** Where a job is. */
  enum State {
    WAITING,
    WORKING,
    DONE,
    FAILED
  }

  private final String id;
  private final String name;
  private final List<String> stages = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private State state = State.WAITING;
  private long entered;
  private @Nullable String error;
  private Map<String, Content> files = Map.of();

  /**
   * @param id hard to guess
   * @param name of the photo
   */
  Job(String id, String name) {
    this.id = id;
    this.name = name;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  @Override
  public synchronized void enter(String stage) {
    leave();
    state = State.WORKING;
    stages.add(stage);
    entered = System.nanoTime();
  }

  private void leave() {
    if (seconds.size() < stages.size()) {
      seconds.add((System.nanoTime() - entered) / 1e9);
    }
  }

  synchronized void succeed(Map<String, Content> made) {
    leave();
    files = Map.copyOf(made);
    state = State.DONE;
  }

  synchronized void fail(String message) {
    leave();
    error = message;
    state = State.FAILED;
  }

  synchronized boolean ended() {
    return state == State.DONE || state == State.FAILED;
  }

  /** A file that was made, or null. */
  synchronized @Nullable Content file(String file) {
    return files.get(file);
  }

  /** For JSON: {@code id}, {@code name}, {@code state}, {@code stages}, {@code error}. */
  synchronized Map<String, Object> status() {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      Map<String, Object> step = new LinkedHashMap<>();
      step.put("name", stages.get(i));
      if (i < seconds.size()) {
        step.put("seconds", seconds.get(i));
      }
      steps.add(step);
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("id", id);
    status.put("name", name);
    status.put("state", state.name().toLowerCase(java.util.Locale.ROOT));
    status.put("stages", steps);
    if (state == State.FAILED) {
      status.put("error", Objects.requireNonNull(error));
    }
    return status;
  }
}
