package org.palpebra.tracking;

/**
 * Mean of vectors over time: of all so far, each for as long as it stood, until that is as long as
 * {@code memory}; from then on older ones fade.
 */
final class RunningMean {
  private final double[] mean;
  private final double memory;
  private double known;

  /**
   * @param size of the vectors
   * @param memory in seconds
   */
  RunningMean(int size, double memory) {
    mean = new double[size];
    this.memory = memory;
  }

  /**
   * Takes part of a vector in.
   *
   * @param step seconds that it stands for, above 0
   */
  void add(float[] values, int offset, double step) {
    known = Math.min(known + step, memory);
    double gain = Math.min(1, step / known);
    for (int i = 0; i < mean.length; i++) {
      mean[i] += gain * (values[offset + i] - mean[i]);
    }
  }

  void copyTo(float[] values, int offset) {
    for (int i = 0; i < mean.length; i++) {
      values[offset + i] = (float) mean[i];
    }
  }

  /** Root mean square of the differences. */
  double distance(float[] values, int offset) {
    double sum = 0;
    for (int i = 0; i < mean.length; i++) {
      double d = values[offset + i] - mean[i];
      sum += d * d;
    }
    return Math.sqrt(sum / Math.max(1, mean.length));
  }

  /** Root mean square of the differences of two vectors. */
  static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum / Math.max(1, a.length));
  }

  /** Seconds that went in, at most {@code memory}. */
  double known() {
    return known;
  }
}
