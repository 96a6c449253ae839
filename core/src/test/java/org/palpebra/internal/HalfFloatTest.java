package org.palpebra.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class HalfFloatTest {
  /** The standard's formula, in double. */
  private static double value(int half) {
    double sign = (half & 0x8000) == 0 ? 1 : -1;
    int exponent = half >> 10 & 31;
    int fraction = half & 1023;
    if (exponent == 31) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * Math.scalb(fraction / 1024.0, -14)
        : sign * Math.scalb(1 + fraction / 1024.0, exponent - 15);
  }

  @Test
  void everyHalfHasItsValueAndComesBack() {
    for (int half = 0; half < 1 << 16; half++) {
      float decoded = HalfFloat.toFloat((short) half);
      assertEquals(value(half), decoded, 0, () -> "half");
      if (Float.isNaN(decoded)) {
        assertTrue(Float.isNaN(HalfFloat.toFloat(HalfFloat.fromFloat(decoded))));
      } else {
        assertEquals((short) half, HalfFloat.fromFloat(decoded));
      }
    }
  }

  @Property(tries = 1000, seed = "1")
  void roundsToTheNearest(@ForAll @FloatRange(min = -65504, max = 65504) float number) {
    assertNearest(number);
    assertNearest(number * 0x1p-20f);
  }

  @Test
  void tiesGoToEven() {
    for (int half = 0; half < 0x7bff; half++) {
      double middle = (value(half) + value(half + 1)) / 2;
      int even = half % 2 == 0 ? half : half + 1;
      assertEquals((short) even, HalfFloat.fromFloat((float) middle));
    }
    assertEquals((short) 0x7c00, HalfFloat.fromFloat(65520));
    assertEquals((short) 0xfc00, HalfFloat.fromFloat(Float.NEGATIVE_INFINITY));
  }

  private static void assertNearest(float number) {
    int half = HalfFloat.fromFloat(number) & 0xffff;
    double error = Math.abs(value(half) - number);
    int magnitude = half & 0x7fff;
    if (magnitude > 0) {
      assertTrue(error <= Math.abs(value(half - 1) - number), () -> number + " rounds badly");
    }
    assertTrue(error <= Math.abs(value(half + 1) - number), () -> number + " rounds badly");
  }
}
