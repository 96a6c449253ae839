package org.palpebra.metrics;

import java.util.Arrays;

/**
 * The cumulative error distribution (CED) of images: which fraction of them has an error of at most
 * so much. Immutable.
 */
public final class ErrorCurve {
  private final double[] sorted;

  /**
   * @param errors ≥ 0, of each image, at least one; copied
   */
  public ErrorCurve(double[] errors) {
    if (errors.length == 0 || Arrays.stream(errors).anyMatch(e -> !(e >= 0))) {
      throw new IllegalArgumentException("at least one error is needed, and none may be negative");
    }
    sorted = errors.clone();
    Arrays.sort(sorted);
  }

  /** The fraction of images whose error is at most {@code limit}. */
  public double at(double limit) {
    return Arrays.stream(sorted).filter(e -> e <= limit).count() / (double) sorted.length;
  }

  /** The fraction of images whose error is above {@code limit}. */
  public double failureRate(double limit) {
    return Arrays.stream(sorted).filter(e -> e > limit).count() / (double) sorted.length;
  }

  /**
   * The exact area under the step curve from 0 to {@code limit}, over {@code limit}: 1 if all
   * errors are 0, 0 if none is below the limit.
   *
   * @param limit above 0
   */
  public double auc(double limit) {
    return Arrays.stream(sorted).map(e -> Math.max(0, 1 - e / limit)).average().orElse(0);
  }

  /** The errors in rising order, a copy. */
  public double[] sortedErrors() {
    return sorted.clone();
  }
}
