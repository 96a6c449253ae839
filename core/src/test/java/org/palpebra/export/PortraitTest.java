package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.model.MorphableModel;
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
  void theTextureIsDrawnAsItIs() {
    byte[] rgb = new byte[3 * 64 * 64];
    for (int p = 0; p < 64 * 64; p++) {
      rgb[3 * p] = (byte) (4 * (p % 64));
      rgb[3 * p + 1] = (byte) (4 * (p / 64));
      rgb[3 * p + 2] = 40;
    }
    MorphableModel model = TinyFace.model();
    BufferedImage picture =
        new Portrait(model).draw(TinyFace.neutral(), new FaceImage(64, 64, rgb), 65);
    float[] uv = model.topology().uv();
    float[] shape = model.meanShape();
    int checked = 0;
    for (int v = 0; v < model.vertexCount(); v++) {
      double scale = 65 / 260.0 * 1000 / (1000 - shape[3 * v + 2]);
      int x = (int) (32.5 + scale * shape[3 * v]);
      int y = (int) (32.5 - scale * shape[3 * v + 1]);
      int pixel = picture.getRGB(x, y);
      // at the outline part of the pixel is ground
      if ((pixel & 0xff) == 40) {
        assertEquals(256 * uv[2 * v], pixel >> 16 & 0xff, 6, "red at vertex " + v);
        assertEquals(256 * uv[2 * v + 1], pixel >> 8 & 0xff, 6, "green at vertex " + v);
        checked++;
      }
    }
    assertTrue(checked > model.vertexCount() / 2, "only " + checked + " vertices are seen");
  }

  @Test
  void rejectsAnEmptyPicture() {
    Portrait portrait = new Portrait(TinyFace.model());
    assertThrows(IllegalArgumentException.class, () -> portrait.draw(TinyFace.neutral(), 0));
  }
}
