package org.palpebra.eyes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;

class LidRefinementTest {
  private static final MorphableModel MODEL = TinyFace.model();
  private static final LidRefinement REFINEMENT = new LidRefinement(MODEL);

  private static Coefficients random(int seed) {
    Random random = new Random(seed);
    Coefficients c = TinyFace.neutral();
    for (int k = 0; k < c.values().length; k++) {
      c.values()[k] = (float) random.nextGaussian() * 0.4f;
    }
    for (String name : TinyFace.EXPRESSIONS) {
      float value = 0.6f * random.nextFloat();
      c = TinyFace.with(c, name, value);
    }
    return c;
  }

  private static float openness(MorphableModel model, Lid lid, Coefficients c) {
    return LidOpenness.of(lid, model.shape(c, null), model.neutral(c, null));
  }

  @Property(tries = 60, seed = "20261124")
  void eachEyeGetsItsOwnOpenness(
      @ForAll @IntRange(max = 10000) int seed,
      @ForAll @FloatRange(max = 1.1f) float right,
      @ForAll @FloatRange(max = 1.1f) float left) {
    Coefficients refined = REFINEMENT.refine(random(seed), right, left);
    assertEquals(right, openness(MODEL, MODEL.rightLid(), refined), 0.05);
    assertEquals(left, openness(MODEL, MODEL.leftLid(), refined), 0.05);
  }

  @Property(tries = 60, seed = "20261124")
  void staysInRangeAndTouchesNothingElse(
      @ForAll @IntRange(max = 10000) int seed,
      @ForAll @FloatRange(max = 1.5f) float right,
      @ForAll @FloatRange(max = 1.5f) float left) {
    Coefficients before = random(seed);
    Coefficients after = REFINEMENT.refine(before, right, left);
    float[] expected = before.values().clone();
    System.arraycopy(after.expression(), 0, expected, before.layout().expressionOffset(), 8);
    assertArrayEquals(expected, after.values(), "identity, albedo, pose and light");
    for (float value : after.expression()) {
      assertTrue(value >= 0 && value <= 1);
    }
    int jaw = TinyFace.EXPRESSIONS.indexOf("jawOpen");
    assertEquals(before.expression()[jaw], after.expression()[jaw]);
    int look = TinyFace.EXPRESSIONS.indexOf("eyeLookDownLeft");
    assertTrue(
        after.expression()[look] <= before.expression()[look], "only back to straight ahead");
    if (left > LidOpenness.CLOSED && left < 1.3f) { // wider the lids alone do not get
      assertEquals(before.expression()[look], after.expression()[look], 0.01);
    }
  }

  @Property(tries = 60, seed = "20261124")
  void lidsNeverCross(
      @ForAll @IntRange(max = 10000) int seed, @ForAll @FloatRange(max = 0.3f) float target) {
    Coefficients blink = TinyFace.with(random(seed), "eyeBlinkRight", 1);
    blink = TinyFace.with(blink, "eyeSquintRight", 1); // lower lid above the upper one
    float[] shape = MODEL.shape(REFINEMENT.refine(blink, target, target), null);
    for (Lid lid : new Lid[] {MODEL.rightLid(), MODEL.leftLid()}) {
      for (int i = 0; i < lid.upper().length; i++) {
        assertTrue(shape[3 * lid.upper()[i] + 1] - shape[3 * lid.lower()[i] + 1] > -0.3);
      }
    }
  }

  /** No other change that does the same costs less by the class's own definition. */
  @Test
  void changeIsTheLeast() {
    Coefficients neutral = TinyFace.neutral();
    double best = cost(REFINEMENT.refine(neutral, 1, 0.5f));
    for (int i = 0; i <= 100; i++) {
      // blink b and squint q reach 1 − b − 0.3·q = 0.5
      Coefficients other = TinyFace.with(neutral, "eyeSquintLeft", i / 100f);
      other = TinyFace.with(other, "eyeBlinkLeft", 0.5f - 0.3f * i / 100f);
      assertEquals(0.5, openness(MODEL, MODEL.leftLid(), other), 1e-3);
      assertTrue(best <= cost(other) + 2e-3, best + " > " + cost(other));
    }
  }

  /** Squared coefficients, and squares of what happens below the eyes in units of 0.05 mm. */
  private static double cost(Coefficients c) {
    double sum = 0;
    for (float x : c.expression()) {
      sum += x * x;
    }
    float[] shape = MODEL.shape(c, null);
    double squares = 0;
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      if (MODEL.meanShape()[3 * v + 1] < 20) {
        double moved = (shape[3 * v + 2] - MODEL.meanShape()[3 * v + 2]) / 0.05;
        squares += moved * moved;
      }
    }
    return sum + squares / MODEL.vertexCount();
  }

  @Test
  void rightOpennessIsLeftAlone() {
    Coefficients c = random(3);
    float[] now = REFINEMENT.openness(c);
    assertSame(c, REFINEMENT.refine(c, now[0], now[1]));
    Coefficients wink = REFINEMENT.refine(TinyFace.neutral(), 0, 1);
    assertEquals(1, openness(MODEL, MODEL.leftLid(), wink), 0.01);
    assertEquals(0, wink.expression()[0], 1e-3);
    assertEquals(0, openness(MODEL, MODEL.rightLid(), wink), 0.01);
  }

  @Property(tries = 30, seed = "20261124")
  void opennessAgreesWithTheMesh(@ForAll @IntRange(max = 10000) int seed) {
    Coefficients c = random(seed);
    float[] fast = REFINEMENT.openness(c);
    assertEquals(openness(MODEL, MODEL.rightLid(), c), fast[0], 1e-4);
    assertEquals(openness(MODEL, MODEL.leftLid(), c), fast[1], 1e-4);
  }

  @Property(tries = 30, seed = "20261124")
  void worksOnAGeneralBasis(
      @ForAll @FloatRange(max = 1.2f) float right, @ForAll @FloatRange(max = 1.2f) float left) {
    MorphableModel model = TinyFace.withoutBlinkExpressions();
    Coefficients refined = new LidRefinement(model).refine(TinyFace.neutral(), right, left);
    assertEquals(right, openness(model, model.rightLid(), refined), 0.05);
    assertEquals(left, openness(model, model.leftLid(), refined), 0.05);
    assertEquals(
        0,
        refined.expression()[TinyFace.EXPRESSIONS.indexOf("jawOpen")],
        1e-3,
        "columns that move other parts stay still");
  }

  @Test
  void takesTheNearestOpennessInRange() {
    Coefficients wide = REFINEMENT.refine(TinyFace.neutral(), 5, 1);
    assertEquals(1.35, openness(MODEL, MODEL.rightLid(), wide), 0.01);
    assertEquals(1, openness(MODEL, MODEL.leftLid(), wide), 0.01);
  }

  @Test
  void rejectsWrongArguments() {
    assertThrows(
        IllegalArgumentException.class, () -> REFINEMENT.refine(TinyFace.neutral(), -1, 0));
    Coefficients foreign =
        new Coefficients(new org.palpebra.model.CoefficientLayout(1, 2, 3, 9), new float[21]);
    assertThrows(IllegalArgumentException.class, () -> REFINEMENT.refine(foreign, 1, 1));
  }
}
