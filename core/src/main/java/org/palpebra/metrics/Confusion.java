package org.palpebra.metrics;

/** Counts of a two-class decision. Not thread-safe. */
public final class Confusion {
  private int truePositives;
  private int falsePositives;
  private int falseNegatives;
  private int trueNegatives;

  /** No cases yet. */
  public Confusion() {}

  /** Counts one case. */
  public void add(boolean positive, boolean predictedPositive) {
    if (positive) {
      if (predictedPositive) {
        truePositives++;
      } else {
        falseNegatives++;
      }
    } else if (predictedPositive) {
      falsePositives++;
    } else {
      trueNegatives++;
    }
  }

  /** Number of cases so far. */
  public int n() {
    return truePositives + falsePositives + falseNegatives + trueNegatives;
  }

  /** Cases predicted right. */
  public int right() {
    return truePositives + trueNegatives;
  }

  /** Fraction predicted right; NaN without cases. */
  public double accuracy() {
    return right() / (double) n();
  }

  /** {@code 2·TP / (2·TP + FP + FN)}; 0 if there is no true positive. */
  public double f1() {
    return truePositives == 0
        ? 0
        : 2.0 * truePositives / (2.0 * truePositives + falsePositives + falseNegatives);
  }
}
