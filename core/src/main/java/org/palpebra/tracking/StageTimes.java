package org.palpebra.tracking;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.palpebra.Stage;
import org.palpebra.StageListener;

/** Collects how long steps took, over a run. Thread-safe. */
public final class StageTimes implements StageListener {
  private final Map<Stage, Durations> stages = new EnumMap<>(Stage.class);

  /**
   * Durations of one step, in milliseconds.
   *
   * @param count how often it was taken
   * @param p50 the median
   * @param p95 19 of 20 were at most as long
   * @param total of all
   */
  public record Summary(long count, double p50, double p95, double total) {}

  @Override
  public synchronized void took(Stage stage, long nanos) {
    stages.computeIfAbsent(stage, s -> new Durations()).add(nanos);
  }

  /** The steps that were taken, in their order. */
  public synchronized Map<Stage, Summary> summaries() {
    Map<Stage, Summary> out = new EnumMap<>(Stage.class);
    stages.forEach((stage, durations) -> out.put(stage, durations.summary()));
    return out;
  }

  private static final class Durations {
    private long[] nanos = new long[256];
    private int count;

    void add(long value) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = value;
    }

    Summary summary() {
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return new Summary(
          count, at(sorted, 0.5), at(sorted, 0.95), Arrays.stream(sorted).sum() / 1e6);
    }

    /** The smallest one that is not exceeded by the given share. */
    private static double at(long[] sorted, double share) {
      return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
  }
}
