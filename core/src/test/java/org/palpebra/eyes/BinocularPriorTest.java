package org.palpebra.eyes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class BinocularPriorTest {
  @Test
  void countsTheFourStatesOfTwoEyes() {
    // both closed 0.6·0.2·3 = 0.36, right only 0.6·0.8 = 0.48, left only 0.4·0.2 = 0.08,
    // none 0.4·0.8·3 = 0.96; of 1.88 in all
    BinocularPrior prior = new BinocularPrior(3);
    assertEquals((0.36 + 0.48) / 1.88, prior.of(0.6f, 0.2f), 1e-6);
    assertEquals((0.36 + 0.08) / 1.88, prior.of(0.2f, 0.6f), 1e-6);
  }

  @Test
  void leavesSureEyesAndWinks() {
    BinocularPrior prior = new BinocularPrior(3);
    assertEquals(1, prior.of(1, 0));
    assertEquals(0, prior.of(0, 1));
    assertTrue(prior.of(0.95f, 0.02f) > 0.85, "a wink that the classifier is fairly sure of");
  }

  @Test
  void refusesWhatIsNoPrior() {
    assertThrows(IllegalArgumentException.class, () -> new BinocularPrior(0.9));
    assertThrows(IllegalArgumentException.class, () -> new BinocularPrior(Double.NaN));
    assertThrows(
        IllegalArgumentException.class, () -> new BinocularPrior(Double.POSITIVE_INFINITY));
  }

  @Property(seed = "11")
  void oneMeansEachEyeOnItsOwn(
      @ForAll @FloatRange(min = 0, max = 1) float closed,
      @ForAll @FloatRange(min = 0, max = 1) float other) {
    assertEquals(closed, new BinocularPrior(1).of(closed, other), 1e-6);
  }

  @Property(seed = "12")
  void risesWithBothEyesAndLeansTowardsTheOther(
      @ForAll @FloatRange(min = 0.01f, max = 0.98f) float closed,
      @ForAll @FloatRange(min = 0, max = 0.98f) float other,
      @ForAll @DoubleRange(min = 1.01, max = 100) double alike) {
    BinocularPrior prior = new BinocularPrior(alike);
    float p = prior.of(closed, other);
    assertTrue(prior.of(closed + 0.01f, other) > p);
    assertTrue(prior.of(closed, other + 0.02f) > p);
    assertEquals(other > 0.5f, p > closed + 1e-7f, closed + " beside " + other + ": " + p);
  }
}
