package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.testing.RandomFace;

class FeatherTest {
  @Test
  void blursTwiceWithABoxInEachDirection() {
    Random random = new Random(1);
    for (int[] size : new int[][] {{1, 1, 1}, {5, 3, 2}, {16, 16, 1}, {37, 50, 4}, {20, 33, 9}}) {
      int width = size[0];
      int height = size[1];
      float[] values = RandomFace.floats(random, width * height, 1);
      double[] expected = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        expected[i] = values[i];
      }
      for (int pass = 0; pass < 2; pass++) {
        expected = box(expected, width, height, size[2]);
      }
      float[] blurred = Feather.blur(values, width, height, size[2]);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], blurred[i], 1e-6, width + "×" + height + " at " + i);
      }
    }
  }

  /** The mean of the square around each pixel, 0 beyond the border. */
  private static double[] box(double[] values, int width, int height, int radius) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      for (int y = i / width - radius; y <= i / width + radius; y++) {
        for (int x = i % width - radius; x <= i % width + radius; x++) {
          if (x >= 0 && y >= 0 && x < width && y < height) {
            out[i] += values[y * width + x] / ((2 * radius + 1) * (2 * radius + 1));
          }
        }
      }
    }
    return out;
  }
}
