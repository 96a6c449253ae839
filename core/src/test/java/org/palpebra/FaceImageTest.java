package org.palpebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaceImageTest {
  @ParameterizedTest
  @CsvSource({
    BufferedImage.TYPE_BYTE_GRAY + ",100,100",
    BufferedImage.TYPE_USHORT_GRAY + ",25700,100",
    BufferedImage.TYPE_BYTE_GRAY + ",255,255",
    BufferedImage.TYPE_USHORT_GRAY + ",65535,255",
    BufferedImage.TYPE_BYTE_GRAY + ",0,0"
  })
  void greySamplesAreNotBrightened(int type, int sample, int expected) {
    BufferedImage image = new BufferedImage(2, 1, type);
    image.getRaster().setSample(1, 0, 0, sample);
    byte e = (byte) expected;
    assertArrayEquals(new byte[] {0, 0, 0, e, e, e}, FaceImage.of(image).rgb());
  }

  @Test
  void transparentPixelsAreBlendedOntoGrey() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xffff8000);
    image.setRGB(1, 0, 0x00ff8000);
    assertArrayEquals(
        new byte[] {(byte) 255, (byte) 128, 0, (byte) 128, (byte) 128, (byte) 128},
        FaceImage.of(image).rgb());
  }

  @Test
  void goesToJavaAndBack() {
    byte[] rgb = new byte[3 * 5 * 4];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (37 * i);
    }
    FaceImage image = new FaceImage(5, 4, rgb);
    assertArrayEquals(rgb, FaceImage.of(image.toBufferedImage()).rgb());
  }

  @Test
  void refusesWrongSizes() {
    assertThrows(IllegalArgumentException.class, () -> new FaceImage(0, 4, new byte[0]));
    assertEquals(
        "an image of 5×4 needs 60 bytes, got 59",
        assertThrows(IllegalArgumentException.class, () -> new FaceImage(5, 4, new byte[59]))
            .getMessage());
  }
}
