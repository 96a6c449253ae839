package org.palpebra.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * How far a result is from the reference.
 *
 * @param what such as {@code mm}
 * @param error the largest one
 * @param bound the largest that passes
 */
record Accuracy(String what, double error, double bound) {
  static Accuracy largestDifference(String what, float[] got, double[] expected, double bound) {
    return largestDifference(what, got, expected, 1, bound);
  }

  /**
   * @param scale of the error, such as 255 for colours
   */
  static Accuracy largestDifference(
      String what, float[] got, double[] expected, double scale, double bound) {
    if (got.length != expected.length) {
      throw new IllegalStateException(
          "%s: %d numbers, expected %d".formatted(what, got.length, expected.length));
    }
    double largest = 0;
    for (int i = 0; i < got.length; i++) {
      largest = Math.max(largest, Math.abs(got[i] - expected[i]));
    }
    return new Accuracy(what, scale * largest, bound);
  }

  /** Throws if one of them is out of bounds: nothing wrong is timed. */
  static void require(List<Accuracy> all, String who) {
    for (Accuracy a : all) {
      if (!(a.error <= a.bound)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT, "%s is off by %.3g %s, at most %.3g", who, a.error, a.what, a.bound));
      }
    }
  }
}
