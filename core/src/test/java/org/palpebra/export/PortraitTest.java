package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.palpebra.testing.TinyFace;

class PortraitTest {
  @Test
  void faceIsInTheMiddleOnGrey() {
    BufferedImage picture = new Portrait(TinyFace.model()).draw(TinyFace.neutral(), 65);
    assertEquals(0xf2f2f2, picture.getRGB(1, 1) & 0xffffff);
    int middle = picture.getRGB(32, 32);
    // no lighting coefficients are soft light of 0.8·√π/2
    double light = 0.8 * Math.sqrt(Math.PI) / 2;
    assertEquals(255 * 0.75 * light, middle >> 16 & 0xff, 1);
    assertEquals(255 * 0.55 * light, middle >> 8 & 0xff, 1);
    // the mask is 160 mm wide, the picture spans 260 mm
    int covered = 0;
    for (int x = 0; x < 65; x++) {
      covered += (picture.getRGB(x, 32) & 0xffffff) != 0xf2f2f2 ? 1 : 0;
    }
    assertTrue(Math.abs(covered - 65 * 160 / 260.0) < 2.5, "covers " + covered);
  }

  @Test
  void rejectsAnEmptyPicture() {
    Portrait portrait = new Portrait(TinyFace.model());
    assertThrows(IllegalArgumentException.class, () -> portrait.draw(TinyFace.neutral(), 0));
  }
}
