package org.palpebra.metrics;

import java.util.Arrays;
import java.util.Collection;

/**
 * How figures of repeated runs scatter.
 *
 * @param mean of the figures
 * @param deviation standard deviation of a sample (over n − 1); NaN for a single figure
 * @param min smallest figure
 * @param max greatest figure
 */
public record Spread(double mean, double deviation, double min, double max) {
  /**
   * @param figures at least one
   */
  public static Spread of(Collection<Double> figures) {
    double[] values = figures.stream().mapToDouble(Double::doubleValue).toArray();
    if (values.length == 0) {
      throw new IllegalArgumentException("expected at least one figure");
    }
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Spread(
        mean,
        values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : Double.NaN,
        Arrays.stream(values).min().getAsDouble(),
        Arrays.stream(values).max().getAsDouble());
  }
}
