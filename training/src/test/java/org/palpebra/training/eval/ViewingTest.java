package org.palpebra.training.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;

class ViewingTest {
  private static final int WIDTH = 41;
  private static final int HEIGHT = 31;

  /** Dark red with one white 3×3 block above the middle. */
  private static FaceImage photo() {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean block = Math.abs(x - 20) <= 1 && Math.abs(y - 5) <= 1;
        int at = 3 * (y * WIDTH + x);
        rgb[at] = (byte) (block ? 255 : 100);
        rgb[at + 1] = (byte) (block ? 255 : 40);
        rgb[at + 2] = (byte) (block ? 255 : 20);
      }
    }
    return new FaceImage(WIDTH, HEIGHT, rgb);
  }

  private static int sample(FaceImage image, int x, int y, int channel) {
    return image.rgb()[3 * (y * image.width() + x) + channel] & 255;
  }

  @Test
  void plainIsThePhotoItself() {
    FaceImage photo = photo();
    assertSame(photo, Viewing.PLAIN.of(photo));
  }

  @Test
  void greyIsLuma() {
    FaceImage grey = Viewing.GREY.of(photo());
    for (int channel = 0; channel < 3; channel++) {
      assertEquals(0.299 * 100 + 0.587 * 40 + 0.114 * 20, sample(grey, 3, 20, channel), 1);
    }
  }

  @Test
  void lightGoesWithThePowerOfSrgb() {
    FaceImage dark = Viewing.DARK.of(photo());
    assertEquals(100 * Math.pow(0.25, 1 / 2.2), sample(dark, 3, 20, 0), 1);
    FaceImage bright = Viewing.BRIGHT.of(photo());
    assertEquals(100 * Math.pow(2, 1 / 2.2), sample(bright, 3, 20, 0), 1);
    assertEquals(255, sample(bright, 20, 5, 1), "cut off at white");
  }

  @Test
  void blurKeepsTheLightAndSpreadsIt() {
    FaceImage blurred = Viewing.BLURRED.of(photo());
    assertTrue(sample(blurred, 20, 5, 1) < 200, "the block's middle");
    assertTrue(sample(blurred, 20, 8, 1) > 45, "beside the block");
    assertEquals(40, sample(blurred, 5, 20, 1), 1);
  }

  @Test
  void smallHasHalfThePixels() {
    FaceImage small = Viewing.SMALL.of(photo());
    assertEquals(WIDTH / 2, small.width());
    assertEquals(HEIGHT / 2, small.height());
  }

  @Test
  void turnedClockwiseAboutTheMiddle() {
    FaceImage turned = Viewing.TURNED.of(photo());
    // the block is 10 pixels above the middle (20.5, 15.5); clockwise it goes to the right
    double angle = Math.toRadians(20);
    int x = (int) (20.5 + 10 * Math.sin(angle));
    int y = (int) (15.5 - 10 * Math.cos(angle));
    assertTrue(sample(turned, x, y, 1) > 200, "at " + x + ", " + y);
    assertEquals(WIDTH, turned.width());
  }
}
