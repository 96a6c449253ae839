package org.palpebra.tracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RunningMeanTest {
  private static float[] mean(RunningMean mean) {
    float[] out = new float[3];
    mean.copyTo(out, 1);
    return new float[] {out[1], out[2]};
  }

  @Test
  void isTheMeanByTimeUntilTheMemoryIsFull() {
    RunningMean mean = new RunningMean(2, 100);
    mean.add(new float[] {9, 1, 2}, 1, 1);
    assertArrayEquals(new float[] {1, 2}, mean(mean));
    mean.add(new float[] {9, 5, 2}, 1, 3);
    mean.add(new float[] {9, -3, 8}, 1, 2);
    assertArrayEquals(
        new float[] {(1 + 3 * 5 + 2 * -3) / 6f, (2 + 3 * 2 + 2 * 8) / 6f}, mean(mean), 1e-6f);
    assertEquals(
        Math.sqrt((4 + 1) / 2.0),
        mean.distance(new float[] {mean(mean)[0] + 2, mean(mean)[1] - 1}, 0),
        1e-6);
  }

  @Test
  void thenOldOnesFade() {
    RunningMean mean = new RunningMean(2, 10);
    for (int i = 0; i < 100; i++) {
      mean.add(new float[] {1, 1}, 0, 1);
    }
    for (int i = 0; i < 10; i++) {
      mean.add(new float[] {2, 2}, 0, 1);
    }
    float value = mean(mean)[0];
    assertEquals(2 - Math.pow(0.9, 10), value, 1e-5);
    assertTrue(value > 1.6f && value < 1.7f, "after one memory: " + value);
  }
}
