package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PullPushTest {
  @Property(tries = 30, seed = "20261124")
  void keepsWhatIsKnownAndStaysWithinItsRange(
      @ForAll @IntRange(min = 1, max = 37) int width,
      @ForAll @IntRange(min = 1, max = 37) int height,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] values = new float[width * height];
    float[] weights = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      boolean known = i == 0 || random.nextInt(4) == 0;
      weights[i] = known ? 1 : 0;
      values[i] = known ? 1 + random.nextFloat() : Float.NaN;
    }
    float[] before = values.clone();
    PullPush.fill(values, weights, width, height, 1);
    for (int i = 0; i < values.length; i++) {
      if (weights[i] == 1) {
        assertEquals(before[i], values[i]);
      }
      assertTrue(values[i] >= 0.9999f && values[i] <= 2.0001f, "filled with " + values[i]);
    }
  }

  @Test
  void aHoleInAConstantBecomesTheConstant() {
    float[] values = new float[2 * 16 * 16];
    Arrays.fill(values, 0.25f);
    float[] weights = new float[16 * 16];
    Arrays.fill(weights, 1);
    for (int i = 80; i < 120; i++) {
      weights[i] = 0;
      values[2 * i] = 7;
    }
    PullPush.fill(values, weights, 16, 16, 2);
    float[] expected = new float[values.length];
    Arrays.fill(expected, 0.25f);
    assertArrayEquals(expected, values, 1e-6f);
  }

  @Test
  void withoutAnyWeightNothingChanges() {
    float[] values = new float[12];
    PullPush.fill(values, new float[12], 4, 3, 1);
    assertArrayEquals(new float[12], values);
  }

  @Test
  void bilinearReproducesALinearPicture() {
    float[] picture = new float[7 * 5];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = 2 * (i % 7 + 0.5f) - 3 * (Math.floorDiv(i, 7) + 0.5f);
    }
    float[] out = new float[1];
    PullPush.bilinear(picture, 7, 5, 1, 3.3f, 2.1f, out);
    assertEquals(2 * 3.3f - 3 * 2.1f, out[0], 1e-5f);
    PullPush.bilinear(picture, 7, 5, 1, -4, 0, out);
    assertEquals(picture[0], out[0]);
  }
}
