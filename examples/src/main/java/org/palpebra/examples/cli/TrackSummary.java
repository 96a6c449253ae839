package org.palpebra.examples.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.palpebra.Stage;
import org.palpebra.examples.live.FrameSink;
import org.palpebra.geometry.HeadPose;
import org.palpebra.onnx.opencv.VideoFrame;
import org.palpebra.tracking.StageTimes;
import org.palpebra.tracking.TrackedFace;

/** Counts what a tracking run saw. */
final class TrackSummary implements FrameSink {
  private long frames;
  private long faces;
  private long detections;
  private double seconds;
  private final Map<Integer, Span> persons = new TreeMap<>();
  private final List<Span> gaps = new ArrayList<>();
  private boolean inGap;

  /** From the first to the last frame of something. */
  private static final class Span {
    final double from;
    double to;
    long frames;

    Span(double from) {
      this.from = from;
    }

    void extend(double seconds) {
      to = seconds;
      frames++;
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("from", from);
      json.put("to", to);
      json.put("frames", frames);
      return json;
    }
  }

  @Override
  public void face(VideoFrame frame, TrackedFace face, HeadPose head) {
    count(frame);
    faces++;
    detections += face.detected() ? 1 : 0;
    persons.computeIfAbsent(face.person(), p -> new Span(frame.seconds())).extend(frame.seconds());
    inGap = false;
  }

  @Override
  public void none(VideoFrame frame) {
    count(frame);
    if (!inGap) {
      gaps.add(new Span(frame.seconds()));
    }
    inGap = true;
    gaps.get(gaps.size() - 1).extend(frame.seconds());
  }

  private void count(VideoFrame frame) {
    frames++;
    seconds = frame.seconds();
  }

  @Override
  public void close() {
    // nothing is held
  }

  long frames() {
    return frames;
  }

  long faces() {
    return faces;
  }

  /** Puts the counts into a machine-readable result. */
  void addTo(Map<String, Object> json) {
    json.put("frames", frames);
    json.put("framesWithFace", faces);
    json.put("detections", detections);
    json.put("seconds", seconds);
    json.put("persons", persons.values().stream().map(Span::json).toList());
    json.put("withoutFace", gaps.stream().map(Span::json).toList());
  }

  /** Milliseconds per step. */
  static Map<String, Object> stages(StageTimes times) {
    Map<String, Object> json = new LinkedHashMap<>();
    times.summaries().forEach((stage, summary) -> json.put(name(stage), summary));
    return json;
  }

  /** The same for people, one line. */
  static String line(StageTimes times) {
    List<String> parts = new ArrayList<>();
    times
        .summaries()
        .forEach(
            (stage, s) ->
                parts.add(
                    String.format(Locale.ROOT, "%s %.1f/%.1f", name(stage), s.p50(), s.p95())));
    return "ms per step, p50/p95: " + String.join(", ", parts);
  }

  private static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
