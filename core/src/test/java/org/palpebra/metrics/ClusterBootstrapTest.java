package org.palpebra.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {
  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static List<Double> gaussians(int n) {
    Random random = new Random(5);
    return IntStream.range(0, n).mapToObj(i -> random.nextGaussian()).toList();
  }

  @Test
  void sameItemsGiveTheSameInterval() {
    List<Double> values = gaussians(50);
    ClusterBootstrap<Double> bootstrap = ClusterBootstrap.by(values, v -> v);
    Interval first = bootstrap.interval(ClusterBootstrapTest::mean);
    assertEquals(first, bootstrap.interval(ClusterBootstrapTest::mean));
    assertEquals(first, ClusterBootstrap.by(values, v -> v).interval(ClusterBootstrapTest::mean));
  }

  /** Of a mean it is the normal interval but for chance. */
  @Test
  void meanHasItsStandardError() {
    List<Double> values = gaussians(400);
    double mean = mean(values);
    double variance = mean(values.stream().map(v -> (v - mean) * (v - mean)).toList());
    double error = Math.sqrt(variance / values.size());
    Interval interval = ClusterBootstrap.by(values, v -> v).interval(ClusterBootstrapTest::mean);
    assertEquals(mean - 1.96 * error, interval.low(), 0.25 * error);
    assertEquals(mean + 1.96 * error, interval.high(), 0.25 * error);
  }

  private record Eye(int face, double value) {}

  private static double meanOfEyes(List<Eye> eyes) {
    return eyes.stream().mapToDouble(Eye::value).average().orElseThrow();
  }

  /** Two equal eyes per face say no more than one. */
  @Test
  void eyesOfOneFaceAreDrawnTogether() {
    List<Eye> single = new ArrayList<>();
    List<Eye> pairs = new ArrayList<>();
    List<Double> values = gaussians(60);
    for (int i = 0; i < values.size(); i++) {
      single.add(new Eye(i, values.get(i)));
      pairs.add(new Eye(i, values.get(i)));
      pairs.add(new Eye(i, values.get(i)));
    }
    ClusterBootstrap<Eye> bootstrap = ClusterBootstrap.by(pairs, Eye::face);
    assertEquals(60, bootstrap.groups());
    Interval expected =
        ClusterBootstrap.by(single, Eye::face).interval(ClusterBootstrapTest::meanOfEyes);
    Interval interval = bootstrap.interval(ClusterBootstrapTest::meanOfEyes);
    assertEquals(expected.low(), interval.low(), 1e-12);
    assertEquals(expected.high(), interval.high(), 1e-12);
  }

  @Test
  void oneGroupHasNoInterval() {
    ClusterBootstrap<Double> bootstrap = ClusterBootstrap.by(List.of(1.0, 2.0), v -> "person");
    assertEquals(Interval.NONE, bootstrap.interval(ClusterBootstrapTest::mean));
    assertThrows(
        IllegalArgumentException.class, () -> ClusterBootstrap.by(List.of(), v -> "nobody"));
  }

  @Test
  void undefinedResamplesDoNotCount() {
    ClusterBootstrap<Double> bootstrap = ClusterBootstrap.by(gaussians(9), v -> v);
    assertEquals(Interval.NONE, bootstrap.interval(values -> Double.NaN));
    Interval some = bootstrap.interval(values -> mean(values) > 0 ? mean(values) : Double.NaN);
    assertTrue(some.low() > 0);
  }
}
