package org.palpebra.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReliabilityTest {
  @Test
  void emptyBinsAreLeftOut() {
    Reliability reliability =
        Reliability.of(
            new float[] {0.125f, 0.1875f, 1, 0.9375f}, new boolean[] {false, true, true, true});
    assertEquals(2, reliability.bins().size());
    assertEquals(new Reliability.Bin(2, 0.15625, 0.5), reliability.bins().get(0));
    assertEquals(new Reliability.Bin(2, 0.96875, 1), reliability.bins().get(1));
    assertEquals((0.34375 + 0.03125) / 2, reliability.ece(), 1e-12);
  }

  @Test
  void nothingHasNoError() {
    assertTrue(Double.isNaN(Reliability.of(new float[0], new boolean[0]).ece()));
    assertThrows(
        IllegalArgumentException.class, () -> Reliability.of(new float[1], new boolean[0]));
  }
}
