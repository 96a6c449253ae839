package org.palpebra.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.palpebra.geometry.Similarity;

class LandmarkErrorTest {
  private static float[] grid() {
    float[] points = new float[136];
    for (int i = 0; i < 68; i++) {
      points[2 * i] = 7 * (i % 9);
      points[2 * i + 1] = 5 * (i / 9);
    }
    return points;
  }

  @Test
  void shiftOfFivePixelsIsFiveOverTheEyeDistance() {
    float[] truth = grid();
    float[] shifted = new Similarity(1, 0, 3, 4).apply(truth);
    // 36 lies at (0, 20), 45 at (0, 25)
    assertEquals(5, LandmarkError.outerEyeDistance(truth), 1e-6);
    assertEquals(1, LandmarkError.overOuterEyes(shifted, truth), 1e-5);
    assertEquals(1, LandmarkError.innerOverOuterEyes(shifted, truth), 1e-5);
  }

  @Test
  void pupilDistanceIsBetweenTheEyesMeans() {
    float[] truth = new float[136];
    for (int i = 42; i < 48; i++) {
      truth[2 * i] = 6;
      truth[2 * i + 1] = 8;
    }
    assertEquals(10, LandmarkError.pupilDistance(truth), 1e-6);
    float[] off = truth.clone();
    off[0] = 68;
    assertEquals(0.1, LandmarkError.overPupils(off, truth), 1e-6);
    assertEquals(0, LandmarkError.innerOverOuterEyes(off, truth), 1e-6, "0 is on the jaw");
  }

  @Test
  void rejectsWrongSizes() {
    assertThrows(
        IllegalArgumentException.class,
        () -> LandmarkError.overPupils(new float[10], new float[136]));
  }
}
