package org.palpebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.testing.TinyFace;

class LandmarksTest {
  private static final PerspectiveCamera CAMERA = PerspectiveCamera.DEEP3D;

  @Property(tries = 30, seed = "20261124")
  void fixedLandmarksAreProjectedVertices(@ForAll @FloatRange(min = -0.7f, max = 0.7f) float yaw) {
    MorphableModel model = TinyFace.model();
    float[] posed = new HeadPose(0.1f, yaw, 0.2f, 5, -3, 20).apply(model.meanShape(), null);
    float[] all = CAMERA.project(posed, null);
    int[] vertices = new int[68];
    float[] landmarks = Landmarks.project(model, posed, CAMERA, vertices, null);
    assertArrayEquals(model.landmarks().vertices(), vertices);
    for (int i = 0; i < 68; i++) {
      assertEquals(all[2 * vertices[i]], landmarks[2 * i], 1e-3);
      assertEquals(all[2 * vertices[i] + 1], landmarks[2 * i + 1], 1e-3);
    }
  }

  @Property(tries = 30, seed = "20261124")
  void jawSlidesToTheOutermostCandidate(
      @ForAll @FloatRange(min = -0.7f, max = 0.7f) float yaw,
      @ForAll @FloatRange(min = -0.5f, max = 0.5f) float roll) {
    MorphableModel model = TinyFace.sliding();
    float[] posed = new HeadPose(0, yaw, roll, 0, 0, 0).apply(model.meanShape(), null);
    float[] all = CAMERA.project(posed, null);
    float[] landmarks = Landmarks.project(model, posed, CAMERA);
    double eyes = Math.atan2(landmarks[91] - landmarks[73], landmarks[90] - landmarks[72]);
    for (int i = 0; i < 17; i++) {
      // turns from straight left at the right ear over down at the chin to straight right
      double direction = eyes + Math.PI - Math.PI * i / 16;
      double reached = along(landmarks, i, direction);
      double outermost =
          Arrays.stream(model.landmarks().contours()[i])
              .mapToDouble(v -> along(all, v, direction))
              .max()
              .orElseThrow();
      assertEquals(outermost, reached, 1e-2);
    }
  }

  private static double along(float[] points, int i, double direction) {
    return points[2 * i] * Math.cos(direction) + points[2 * i + 1] * Math.sin(direction);
  }

  @Test
  void rejectsWrongSizes() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Landmarks.project(TinyFace.model(), new float[9], CAMERA));
  }
}
