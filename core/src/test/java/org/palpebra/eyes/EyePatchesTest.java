package org.palpebra.eyes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Landmarks;
import org.palpebra.testing.TinyFace;

class EyePatchesTest {
  private static final int SIZE = 24;

  private static float[] landmarks() {
    return Landmarks.project(
        TinyFace.model(), TinyFace.model().meanShape(), PerspectiveCamera.DEEP3D);
  }

  /** Grey that changes smoothly, so that sampling can be predicted. */
  private static FaceImage gradient() {
    byte[] rgb = new byte[3 * 224 * 224];
    for (int y = 0, i = 0; y < 224; y++) {
      for (int x = 0; x < 224; x++, i += 3) {
        rgb[i] = (byte) x;
        rgb[i + 1] = (byte) y;
      }
    }
    return new FaceImage(224, 224, rgb);
  }

  @Test
  void eyeIsInTheMiddleAndTheSideFollowsTheEyesDistance() {
    float[] points = landmarks();
    double eyes = 0;
    for (EyelidPairs eye : EyelidPairs.values()) {
      Similarity toPhoto = EyePatches.patchToPhoto(points, eye, SIZE);
      double x = toPhoto.applyX(12, 12);
      assertEquals((points[2 * eye.firstCorner()] + points[2 * eye.secondCorner()]) / 2, x, 0.5);
      eyes += eye == EyelidPairs.LEFT ? x : -x;
    }
    assertEquals(
        0.65 * eyes, SIZE * EyePatches.patchToPhoto(points, EyelidPairs.LEFT, SIZE).scale(), 3);
  }

  @Property(tries = 30, seed = "20261124")
  void patchTurnsWithTheFace(@ForAll @FloatRange(min = -3, max = 3) float angle) {
    Similarity turn = new Similarity(Math.cos(angle), Math.sin(angle), 12, 7);
    for (EyelidPairs eye : EyelidPairs.values()) {
      Similarity upright = EyePatches.patchToPhoto(landmarks(), eye, SIZE);
      Similarity turned = EyePatches.patchToPhoto(turn.apply(landmarks()), eye, SIZE);
      Similarity expected = turn.after(upright);
      assertEquals(expected.applyX(3, 20), turned.applyX(3, 20), 1e-2);
      assertEquals(expected.applyY(3, 20), turned.applyY(3, 20), 1e-2);
    }
  }

  @Test
  void patchesAreLumaRightEyeFirst() {
    float[] points = landmarks();
    float[] patches = EyePatches.cut(gradient(), points, SIZE, null);
    for (EyelidPairs eye : EyelidPairs.values()) {
      Similarity toPhoto = EyePatches.patchToPhoto(points, eye, SIZE);
      double x = toPhoto.applyX(5.5, 9.5) - 0.5;
      double y = toPhoto.applyY(5.5, 9.5) - 0.5;
      float grey = patches[((eye == EyelidPairs.LEFT ? SIZE : 0) + 9) * SIZE + 5];
      assertEquals((0.299 * x + 0.587 * y) / 255, grey, 2e-3);
    }
    float[] batch = new float[5 * SIZE * SIZE];
    EyePatches.cut(gradient(), points, SIZE, batch, 3 * SIZE * SIZE);
    float[] tail = java.util.Arrays.copyOfRange(batch, 3 * SIZE * SIZE, batch.length);
    assertArrayEquals(patches, tail);
  }

  @Test
  void rejectsWrongSizes() {
    assertThrows(
        IllegalArgumentException.class,
        () -> EyePatches.cut(gradient(), landmarks(), SIZE, new float[7], 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> EyePatches.patchToPhoto(new float[10], EyelidPairs.LEFT, SIZE));
  }
}
