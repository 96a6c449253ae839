package org.palpebra.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ErrorCurveTest {
  @Test
  void byHand() {
    ErrorCurve curve = new ErrorCurve(new double[] {0.12, 0.02, 0.04, 0.08});
    assertEquals(0.75, curve.at(0.08), 1e-12);
    assertEquals(0.25, curve.failureRate(0.1), 1e-12);
    // from 0.02 on 1/4, from 0.04 on 2/4
    assertEquals((0.02 * 0.25 + 0.04 * 0.5) / 0.08, curve.auc(0.08), 1e-12);
    assertArrayEquals(new double[] {0.02, 0.04, 0.08, 0.12}, curve.sortedErrors());
  }

  @Property(tries = 50, seed = "20261124")
  void areaIsTheIntegralOfTheCurve(@ForAll @IntRange(max = 100000) int seed) {
    Random random = new Random(seed);
    double[] errors = random.doubles(1 + random.nextInt(30), 0, 0.15).toArray();
    ErrorCurve curve = new ErrorCurve(errors);
    int steps = 20000;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += curve.at(0.08 * (i + 0.5) / steps);
    }
    assertEquals(sum / steps, curve.auc(0.08), 1e-4);
  }

  @Test
  void extremes() {
    assertEquals(1, new ErrorCurve(new double[] {0, 0}).auc(0.08));
    assertEquals(0, new ErrorCurve(new double[] {0.08, 3}).auc(0.08));
    assertThrows(IllegalArgumentException.class, () -> new ErrorCurve(new double[0]));
    assertThrows(IllegalArgumentException.class, () -> new ErrorCurve(new double[] {Double.NaN}));
  }
}
