package org.palpebra.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntervalTest {
  @Test
  void wilsonOfFortyOfFortyFour() {
    Interval interval = Interval.wilson(40, 44);
    assertEquals(0.788, interval.low(), 5e-4);
    assertEquals(0.964, interval.high(), 5e-4);
  }

  /** Newcombe, Statistics in Medicine 17 (1998), table I, method 3. */
  @Test
  void wilsonOfPublishedExamples() {
    assertEquals(0.2553, Interval.wilson(81, 263).low(), 5e-5);
    assertEquals(0.3662, Interval.wilson(81, 263).high(), 5e-5);
    assertEquals(0.0624, Interval.wilson(15, 148).low(), 5e-5);
    assertEquals(0.1605, Interval.wilson(15, 148).high(), 5e-5);
    assertEquals(0, Interval.wilson(0, 20).low(), 1e-12);
    assertEquals(0.1611, Interval.wilson(0, 20).high(), 5e-5);
    assertEquals(0.0061, Interval.wilson(1, 29).low(), 5e-5);
    assertEquals(0.1718, Interval.wilson(1, 29).high(), 5e-5);
  }

  /** The limits are the proportions whose score test has z = 1.96. */
  @Property(tries = 100, seed = "20261124")
  void limitsSolveTheScoreTest(
      @ForAll @IntRange(min = 1, max = 5000) int n, @ForAll @IntRange(max = 5000) int s) {
    int successes = s % (n + 1);
    double share = (double) successes / n;
    Interval interval = Interval.wilson(successes, n);
    for (double p : new double[] {interval.low(), interval.high()}) {
      double squared = (share - p) * (share - p);
      assertEquals(3.841458820694124 * p * (1 - p) / n, squared, 1e-9);
    }
    assertTrue(interval.low() <= share && share <= interval.high() + 1e-12);
  }

  @Test
  void rejectsImpossibleCounts() {
    assertThrows(IllegalArgumentException.class, () -> Interval.wilson(0, 0));
    assertThrows(IllegalArgumentException.class, () -> Interval.wilson(3, 2));
    assertThrows(IllegalArgumentException.class, () -> Interval.wilson(-1, 2));
  }
}
