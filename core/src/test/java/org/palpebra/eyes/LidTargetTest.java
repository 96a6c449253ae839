package org.palpebra.eyes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class LidTargetTest {
  /** How far refinement may leave an eye from its target; more than it does. */
  private static final float REFINED = 0.015f;

  @Property(tries = 200, seed = "20261124")
  void fallsWithTheProbabilityWithoutJumps(
      @ForAll @FloatRange(max = 0.99f) float p, @ForAll @FloatRange(max = 2) float regressed) {
    float here = LidTarget.of(p, regressed);
    float next = LidTarget.of(p + 0.001f, regressed);
    assertTrue(next <= here + 1e-6);
    assertTrue(here - next < 0.01, "steepest bound is below 10 per unit of P");
  }

  @Property(tries = 200, seed = "20261124")
  void riseWithTheRegressorsOpenness(
      @ForAll @FloatRange(max = 1) float p,
      @ForAll @FloatRange(max = 2) float a,
      @ForAll @FloatRange(max = 2) float b) {
    assertTrue(LidTarget.of(p, Math.min(a, b)) <= LidTarget.of(p, Math.max(a, b)));
  }

  @Property(tries = 200, seed = "20261124")
  void clearDecisionsPassTheStrictRule(
      @ForAll @FloatRange(max = 0.3f) float doubt, @ForAll @FloatRange(max = 2) float regressed) {
    assertTrue(LidTarget.of(1 - doubt, regressed) <= LidOpenness.CLOSED - REFINED);
    assertTrue(LidTarget.of(doubt, regressed) >= LidOpenness.OPEN + REFINED);
  }

  @Test
  void agreementLeavesTheRegressorsValue() {
    assertEquals(0.9f, LidTarget.of(0.05f, 0.9f));
    assertEquals(0.02f, LidTarget.of(0.75f, 0.02f));
    assertEquals(0.14f, LidTarget.of(0.95f, 0.14f), "a slit");
    assertEquals(0.35f, LidTarget.of(0.5f, 0.35f));
    assertEquals(0, LidTarget.of(1, 1.3f));
  }

  @Test
  void rejectsWrongArguments() {
    assertThrows(IllegalArgumentException.class, () -> LidTarget.of(-0.1f, 1));
    assertThrows(IllegalArgumentException.class, () -> LidTarget.of(Float.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> LidTarget.of(0.5f, -1));
  }
}
