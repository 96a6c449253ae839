package org.palpebra.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a step's time grows with a size.
 *
 * @param name of the step
 * @param sizes ascending, at least two
 * @param milliseconds median at each size
 */
record Curve(String name, double[] sizes, double[] milliseconds) {
  Curve {
    if (sizes.length < 2 || sizes.length != milliseconds.length) {
      throw new IllegalArgumentException(
          "%s: expected as many times as sizes, two or more, got %d and %d"
              .formatted(name, milliseconds.length, sizes.length));
    }
  }

  /**
   * A curve per step; steps that are not met at each size have none.
   *
   * @param medians milliseconds of each step by size
   */
  static List<Curve> of(SortedMap<Integer, Map<String, Double>> medians) {
    List<Curve> curves = new ArrayList<>();
    double[] sizes = medians.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
    for (String step : medians.values().iterator().next().keySet()) {
      double[] times =
          medians.values().stream().mapToDouble(m -> m.getOrDefault(step, Double.NaN)).toArray();
      if (Arrays.stream(times).noneMatch(Double::isNaN)) {
        curves.add(new Curve(step, sizes, times));
      }
    }
    return curves;
  }

  /** The same of samples. */
  static List<Curve> ofSamples(Map<Integer, StepSamples> samples) {
    SortedMap<Integer, Map<String, Double>> medians = new TreeMap<>();
    samples.forEach((size, steps) -> medians.put(size, steps.medians()));
    return of(medians);
  }

  /** The power of the size with which the time grows: a least-squares line through logarithms. */
  double slope() {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < sizes.length; i++) {
      meanX += Math.log(sizes[i]) / sizes.length;
      meanY += Math.log(milliseconds[i]) / sizes.length;
    }
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < sizes.length; i++) {
      double x = Math.log(sizes[i]) - meanX;
      covariance += x * (Math.log(milliseconds[i]) - meanY);
      variance += x * x;
    }
    return covariance / variance;
  }
}
