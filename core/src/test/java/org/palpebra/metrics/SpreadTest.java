package org.palpebra.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  /** R: {@code sd(c(2, 4, 4, 4, 5, 5, 7, 9))} is 2.13809. */
  @Test
  void ofEightFigures() {
    Spread spread = Spread.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertEquals(5, spread.mean(), 1e-12);
    assertEquals(2.13809, spread.deviation(), 1e-5);
    assertEquals(2, spread.min());
    assertEquals(9, spread.max());
  }

  @Test
  void oneFigureDoesNotScatter() {
    assertTrue(Double.isNaN(Spread.of(List.of(3.0)).deviation()));
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }
}
