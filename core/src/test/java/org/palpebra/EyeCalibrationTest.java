package org.palpebra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class EyeCalibrationTest {
  private static final String SEED = "20261126";

  @Provide
  Arbitrary<EyeLimits> limits() {
    return Combinators.combine(
            Arbitraries.floats().between(0, 0.8f),
            Arbitraries.floats().between(0.11f, 2),
            Arbitraries.floats().between(0.01f, 0.99f))
        .as((closed, span, threshold) -> new EyeLimits(closed, closed + span, threshold));
  }

  @Property(tries = 500, seed = SEED)
  void openPhotoGivesOneAndClosedPhotoZero(
      @ForAll @FloatRange(max = 0.8f) float shut,
      @ForAll @FloatRange(min = 0.11f, max = 2) float span,
      @ForAll @Scale(3) @FloatRange(min = 0.002f, max = 0.45f) float openP,
      @ForAll @Scale(3) @FloatRange(min = 0.5f, max = 0.998f) float closedP) {
    EyeState open = new EyeState(openP, shut + span);
    EyeState closed = new EyeState(closedP, shut);
    EyeLimits limits = EyeLimits.of(open, closed);
    EyeState calibratedOpen = limits.apply(open);
    EyeState calibratedClosed = limits.apply(closed);
    assertEquals(1, calibratedOpen.openness(), 1e-6f);
    assertEquals(0, calibratedClosed.openness());
    assertEquals(LidState.OPEN, calibratedOpen.decision());
    assertEquals(LidState.CLOSED, calibratedClosed.decision());
    // the threshold lies midway in log odds
    assertEquals(1, calibratedOpen.closed() + calibratedClosed.closed(), 1e-5f);
  }

  @Property(tries = 500, seed = SEED, edgeCases = EdgeCasesMode.NONE)
  void neverFallsWhereTheMeasurementRises(
      @ForAll("limits") EyeLimits limits,
      @ForAll @FloatRange(max = 1) float p,
      @ForAll @FloatRange(max = 1) float q,
      @ForAll @FloatRange(max = 3) float openness,
      @ForAll @FloatRange(max = 3) float other) {
    EyeState low = limits.apply(new EyeState(Math.min(p, q), Math.min(openness, other)));
    EyeState high = limits.apply(new EyeState(Math.max(p, q), Math.max(openness, other)));
    assertTrue(low.openness() <= high.openness());
    assertTrue(low.closed() <= high.closed());
  }

  /** Lipschitz with the slopes that the formulas have at most. */
  @Property(tries = 500, seed = SEED, edgeCases = EdgeCasesMode.NONE)
  void isContinuous(
      @ForAll("limits") EyeLimits limits,
      @ForAll @FloatRange(max = 1) float p,
      @ForAll @FloatRange(max = 3) float openness) {
    float step = 1e-3f;
    EyeState at = limits.apply(new EyeState(p, openness));
    EyeState near = limits.apply(new EyeState(Math.min(1, p + step), openness + step));
    float span = limits.openOpenness() - limits.closedOpenness();
    assertTrue(near.openness() - at.openness() <= 1.01f * step / span + 1e-5f);
    double odds = (1.0 - limits.threshold()) / limits.threshold();
    double slope = Math.max(odds, 1 / odds);
    assertTrue(near.closed() - at.closed() <= 1.01 * step * slope + 1e-5);
  }

  @Property(tries = 500, seed = SEED)
  void identityChangesNothing(
      @ForAll @FloatRange(max = 1) float p, @ForAll @FloatRange(max = 5) float openness) {
    EyeState eye = new EyeState(p, openness);
    EyeStates eyes = new EyeStates(eye, new EyeState(1 - p, 0));
    assertEquals(eyes, EyeCalibration.IDENTITY.apply(eyes));
  }

  @Property(tries = 500, seed = SEED)
  void thresholdBecomesOneHalf(@ForAll("limits") EyeLimits limits) {
    EyeState eye = limits.apply(new EyeState(limits.threshold(), 0));
    assertEquals(0.5f, eye.closed(), 1e-6f);
    assertEquals(0, limits.apply(new EyeState(0, 0)).closed());
    assertEquals(1, limits.apply(new EyeState(1, 0)).closed());
  }

  @Test
  void eachEyeHasItsOwnLimits() {
    EyeCalibration calibration =
        EyeCalibration.of(
            new EyeStates(new EyeState(0, 0.7f), new EyeState(0.1f, 1)),
            new EyeStates(new EyeState(1, 0.1f), new EyeState(0.4f, 0)));
    assertEquals(0.5f, calibration.left().threshold(), 1e-6f);
    assertTrue(calibration.right().threshold() < 0.4f);
    EyeState half = new EyeState(0.3f, 0.4f);
    EyeStates eyes = calibration.apply(new EyeStates(half, half));
    assertEquals(0.5f, eyes.left().openness(), 1e-6f);
    assertEquals(0.4f, eyes.right().openness(), 1e-6f);
    assertSame(LidState.OPEN, eyes.left().decision());
    assertSame(LidState.CLOSED, eyes.right().decision());
  }

  private static void assertContradiction(EyeState open, EyeState closed, String reason) {
    EyeState fine = new EyeState(0, 1);
    EyeState shut = new EyeState(1, 0);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> EyeCalibration.of(new EyeStates(fine, open), new EyeStates(shut, closed)));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("right eye: " + reason), message);
  }

  @Test
  void photosThatContradictAreRefused() {
    String openness = "the open eye's openness must be at least 0.1 above";
    assertContradiction(new EyeState(0, 0.3f), new EyeState(1, 0.6f), openness);
    assertContradiction(new EyeState(0, 0.35f), new EyeState(1, 0.3f), openness);
    assertContradiction(new EyeState(0.6f, 1), new EyeState(0.6f, 0), "P(closed) must be lower");
    assertContradiction(new EyeState(0.9f, 1), new EyeState(0.2f, 0), "P(closed) must be lower");
    assertContradiction(new EyeState(0, 1), new EyeState(5e-4f, 0), "P(closed) must be lower");
  }

  @Test
  void limitsMustMakeSense() {
    assertThrows(IllegalArgumentException.class, () -> new EyeLimits(-0.1f, 1, 0.5f));
    assertThrows(IllegalArgumentException.class, () -> new EyeLimits(0, Float.NaN, 0.5f));
    assertThrows(
        IllegalArgumentException.class, () -> new EyeLimits(0, Float.POSITIVE_INFINITY, 0.5f));
    assertThrows(IllegalArgumentException.class, () -> new EyeLimits(0, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new EyeLimits(0, 1, 1));
  }

  @Test
  void decisionConfidenceAndLids() {
    EyeState eye = new EyeState(0.75f, 0.3f);
    assertSame(LidState.CLOSED, eye.decision());
    assertEquals(0.75f, eye.confidence());
    assertSame(LidState.BETWEEN, eye.lids());
    assertSame(LidState.CLOSED, new EyeState(0.5f, 0.2f).decision());
    assertSame(LidState.CLOSED, new EyeState(0.5f, 0.2f).lids());
    assertSame(LidState.OPEN, new EyeState(0.25f, 0.5f).decision());
    assertSame(LidState.OPEN, new EyeState(0.25f, 0.5f).lids());
    assertEquals(0.75f, new EyeState(0.25f, 0.5f).confidence());
    assertThrows(IllegalArgumentException.class, () -> new EyeState(1.1f, 0));
    assertThrows(IllegalArgumentException.class, () -> new EyeState(Float.NaN, 0));
    assertThrows(IllegalArgumentException.class, () -> new EyeState(0, -0.1f));
  }
}
