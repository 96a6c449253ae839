package org.palpebra.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * How well probabilities of being closed agree with how many eyes are closed, in {@value #BINS}
 * equal bins of P(closed); what a reliability diagram shows. Immutable.
 *
 * @param bins those with at least one eye, in rising order
 */
public record Reliability(List<Bin> bins) {
  private static final int BINS = 10;

  /**
   * The eyes of one bin.
   *
   * @param count how many, at least 1
   * @param meanProbability mean P(closed)
   * @param closedFraction fraction of them that are closed
   */
  public record Bin(int count, double meanProbability, double closedFraction) {}

  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Sorts eyes into bins.
   *
   * @param closedProbability P(closed) in [0, 1], one per eye, not modified
   * @param closed the labels, not modified
   */
  public static Reliability of(float[] closedProbability, boolean[] closed) {
    if (closedProbability.length != closed.length) {
      throw new IllegalArgumentException(
          "expected as many probabilities as labels, got %d and %d"
              .formatted(closedProbability.length, closed.length));
    }
    int[] counts = new int[BINS];
    int[] shut = new int[BINS];
    double[] sums = new double[BINS];
    for (int i = 0; i < closed.length; i++) {
      int bin = Math.min((int) (closedProbability[i] * BINS), BINS - 1);
      counts[bin]++;
      shut[bin] += closed[i] ? 1 : 0;
      sums[bin] += closedProbability[i];
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      if (counts[b] > 0) {
        bins.add(new Bin(counts[b], sums[b] / counts[b], (double) shut[b] / counts[b]));
      }
    }
    return new Reliability(bins);
  }

  /**
   * The expected calibration error: mean of |mean P(closed) − fraction of closed eyes| over the
   * bins, weighted by their sizes; NaN without eyes.
   */
  public double ece() {
    double sum = 0;
    int n = 0;
    for (Bin bin : bins) {
      sum += bin.count() * Math.abs(bin.meanProbability() - bin.closedFraction());
      n += bin.count();
    }
    return sum / n;
  }
}
