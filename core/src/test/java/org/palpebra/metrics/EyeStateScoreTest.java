package org.palpebra.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EyeStateScoreTest {
  @Test
  void scoresByHand() {
    float[] p = {0.95f, 0.85f, 0.45f, 0.05f, 0.15f, 0.65f};
    boolean[] closed = {true, true, true, false, false, false};
    EyeStateScore score = EyeStateScore.of(p, closed);
    assertEquals(6, score.n());
    assertEquals(4 / 6.0, score.accuracy(), 1e-12);
    // open: 2 found, 1 missed, 1 closed eye taken for open
    assertEquals(4 / 6.0, score.f1(), 1e-12);
    // 9 pairs, one (0.45 < 0.65) in the wrong order
    assertEquals(8 / 9.0, score.auc(), 1e-12);
    assertEquals((0.05 + 0.15 + 0.55 + 0.05 + 0.15 + 0.65) / 6, score.ece(), 1e-6);
  }

  /** The area counted pair by pair. */
  @Property(tries = 50, seed = "20261124")
  void areaIsTheFractionOfOrderedPairs(@ForAll @IntRange(max = 100000) int seed) {
    Random random = new Random(seed);
    int n = 2 + random.nextInt(40);
    float[] p = new float[n];
    boolean[] closed = new boolean[n];
    for (int i = 0; i < n; i++) {
      p[i] = random.nextInt(8) / 8f;
      closed[i] = i == 0 || (i > 1 && random.nextBoolean());
    }
    double ordered = 0;
    double pairs = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (closed[i] && !closed[j]) {
          pairs++;
          ordered += p[i] > p[j] ? 1 : p[i] == p[j] ? 0.5 : 0;
        }
      }
    }
    assertEquals(ordered / pairs, EyeStateScore.of(p, closed).auc(), 1e-12);
  }

  @Test
  void oneStateAloneHasNoArea() {
    EyeStateScore score = EyeStateScore.of(new float[] {0.1f, 1}, new boolean[] {true, true});
    assertTrue(Double.isNaN(score.auc()));
    assertEquals(0, score.f1());
    assertEquals(0.5, score.accuracy());
  }

  @Test
  void rejectsWrongSizes() {
    assertThrows(
        IllegalArgumentException.class, () -> EyeStateScore.of(new float[2], new boolean[3]));
    assertThrows(
        IllegalArgumentException.class, () -> EyeStateScore.of(new float[0], new boolean[0]));
  }
}
