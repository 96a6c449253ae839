package org.palpebra.training.report;

import java.util.Arrays;

/**
 * What eyes of one openness were found to be.
 *
 * @param truth the openness
 * @param mean of what was found
 * @param low tenth percentile
 * @param high ninetieth percentile
 */
record OpennessBand(double truth, double mean, double low, double high) {
  /**
   * Sums up.
   *
   * @param found at least one, not modified
   */
  static OpennessBand of(double truth, double[] found) {
    double[] sorted = found.clone();
    Arrays.sort(sorted);
    return new OpennessBand(
        truth, Arrays.stream(sorted).average().orElse(0), at(sorted, 0.1), at(sorted, 0.9));
  }

  /** Linear between order statistics. */
  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
