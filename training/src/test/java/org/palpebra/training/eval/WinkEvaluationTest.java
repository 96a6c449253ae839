package org.palpebra.training.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palpebra.EyeState;
import org.palpebra.LidState;

class WinkEvaluationTest {
  private static WinkEye eye(float truth, float p, float openness) {
    return new WinkEye(truth, 0, false, new EyeState(p, openness));
  }

  @Test
  void eyesBetweenTheLimitsHaveAnErrorButNoState() {
    WinkEvaluation result =
        WinkEvaluation.of(
            Stream.of(
                eye(0, 1, 0.1f), // right
                eye(0.25f, 1, 0), // between
                eye(0.497f, 0.4f, 0.6f), // on the limit as far as lids can be put there: right
                eye(1, 0.6f, 0.4f), // wrong, and wrongly classified
                new WinkEye(0.75f, 15, true, null)));
    assertEquals(5, result.n());
    assertEquals(4, result.decided());
    assertEquals(2, result.right());
    assertEquals(0.5, result.stateAccuracy());
    assertEquals(0.5, result.classifierAccuracy());
    assertEquals((0.1 + 0.25 + 0.103 + 0.6) / 4, result.opennessError(), 1e-6);
    assertEquals(1, result.notFound());
    assertTrue(Double.isNaN(WinkEvaluation.of(Stream.of()).stateAccuracy()));
    assertTrue(Double.isNaN(WinkEvaluation.of(Stream.of()).opennessError()));
  }

  @Test
  void anEyeOnALimitIsNotClear() {
    assertTrue(eye(0, 1, 0).clear());
    assertTrue(eye(0.75f, 1, 0).clear());
    assertFalse(eye(0.5f, 1, 0).clear());
    assertFalse(eye(0.25f, 1, 0).clear());
    assertEquals(LidState.OPEN, eye(0.496f, 1, 0).state());
    assertEquals(LidState.BETWEEN, eye(0.49f, 1, 0).state());
  }

  @Test
  void theTurnTakesOneEyeAway() {
    List<WinkEye> left = Winks.missing(0, 30, 0.25f, 1).eyes();
    assertEquals(new WinkEye(0.25f, 30, true, null), left.get(0));
    assertEquals(new WinkEye(1, 30, false, null), left.get(1));
    List<WinkEye> right = Winks.missing(0, -30, 0.25f, 1).regressedEyes();
    assertEquals(new WinkEye(0.25f, 30, false, null), right.get(0));
    assertEquals(new WinkEye(1, 30, true, null), right.get(1));
    assertFalse(Winks.missing(0, 0, 1, 1).eyes().get(0).far());
  }
}
