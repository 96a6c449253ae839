package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class FacePointAlignmentTest {
  private static final float[] STANDARD = {
    -31, 29, 13, 31, 29, 13, 0, -5, 55, -25, -38, 22, 25, -38, 22
  };

  /** A weak-perspective photo of the standard points: scale, turn, shift; y down. */
  private static float[] photo(HeadPose pose, float scale, float x, float y) {
    float[] turned = pose.rotate(STANDARD, null);
    float[] points = new float[10];
    for (int i = 0; i < 5; i++) {
      points[2 * i] = x + scale * turned[3 * i];
      points[2 * i + 1] = y - scale * turned[3 * i + 1];
    }
    return points;
  }

  @Property(tries = 100, seed = "1")
  void undoesAWeakPerspectiveCamera(
      @ForAll @FloatRange(min = 0.1f, max = 20) float scale,
      @ForAll @FloatRange(min = -1, max = 1) float pitch,
      @ForAll @FloatRange(min = -1, max = 1) float yaw,
      @ForAll @FloatRange(min = 0, max = 4000) float x,
      @ForAll @FloatRange(min = 0, max = 4000) float y) {
    HeadPose pose = new HeadPose(pitch, yaw, pitch * yaw, 0, 0, 0);
    Similarity toCrop = new FacePointAlignment(STANDARD).align(photo(pose, scale, x, y));
    assertEquals(1.02 / scale, toCrop.scale(), 1e-2 / scale);
    assertEquals(0, toCrop.angle());
    assertEquals(112, toCrop.applyX(x, y), 0.1);
    assertEquals(112, toCrop.applyY(x, y), 0.1);
  }

  @Test
  void followsSizeAndScaleOfTheCrop() {
    FacePointAlignment alignment = new FacePointAlignment(STANDARD, 100, 0.5);
    Similarity toCrop = alignment.align(photo(HeadPose.IDENTITY, 2, 300, 400));
    assertEquals(0.25, toCrop.scale(), 1e-6);
    assertEquals(50, toCrop.applyX(300, 400), 1e-4);
    assertEquals(50, toCrop.applyY(300, 400), 1e-4);
  }

  @Test
  void takesFivePointsFromLandmarks() {
    float[] landmarks = new float[204];
    for (int i = 0; i < landmarks.length; i++) {
      landmarks[i] = i;
    }
    float[] points = FacePointAlignment.fromLandmarks(landmarks);
    int[] twiceTheLandmark = {36 + 39, 42 + 45, 60, 96, 108};
    for (int i = 0; i < 5; i++) {
      assertEquals(1.5 * twiceTheLandmark[i], points[3 * i], 1e-4);
    }
  }

  @Test
  void refusesPointsThatDecideNothing() {
    float[] flat = STANDARD.clone();
    flat[8] = flat[2] = flat[5] = flat[11] = flat[14] = 10;
    assertThrows(IllegalArgumentException.class, () -> new FacePointAlignment(flat));
    FacePointAlignment alignment = new FacePointAlignment(STANDARD);
    float[] nan = photo(HeadPose.IDENTITY, 1, 0, 0);
    nan[3] = Float.NaN;
    for (float[] points : new float[][] {new float[10], nan, new float[8]}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> alignment.align(points)).getMessage();
      assertTrue(message.contains("five points"), message);
    }
  }
}
