package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BoxTest {
  @Test
  void isTheSmallestAroundThePoints() {
    Box box = Box.around(new float[] {3, -4, -1, 8, 2, 2});
    assertEquals(new Box(-1, -4, 4, 12), box);
    assertEquals(1, box.centerX());
    assertEquals(2, box.centerY());
    assertEquals(new Box(5, 6, 0, 0), Box.around(new float[] {5, 6}));
  }

  @Test
  void needsWholePoints() {
    assertThrows(IllegalArgumentException.class, () -> Box.around(new float[0]));
    assertThrows(IllegalArgumentException.class, () -> Box.around(new float[3]));
  }
}
