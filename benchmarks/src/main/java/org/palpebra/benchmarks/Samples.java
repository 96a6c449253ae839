package org.palpebra.benchmarks;

import java.util.Arrays;

/** Durations of one thing, in milliseconds. */
final class Samples {
  private double[] values = new double[64];
  private int count;

  /**
   * What half of them and 19 of 20 of them do not exceed, in milliseconds.
   *
   * @param count how many were measured
   */
  record Spread(int count, double p50, double p95) {}

  void add(double milliseconds) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = milliseconds;
  }

  void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) {
      add(others.values[i]);
    }
  }

  double median() {
    return spread().p50();
  }

  Spread spread() {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return new Spread(count, at(sorted, 0.5), at(sorted, 0.95));
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
