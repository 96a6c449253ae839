package org.palpebra.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.io.Deep3dMatReader;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.testing.SharedData;

/** The mesh pipeline against figures of Deep3DFaceRecon's own code. */
class Deep3dGoldenTest {
  private static final double TOLERANCE = 1e-4;
  private static final float UNIT = 100;

  private JsonNode golden;
  private MorphableModel model;

  @BeforeEach
  void load() {
    golden = SharedData.requireJson("golden/deep3d/golden.json");
    model = new Deep3dMatReader().read(SharedData.require("golden/deep3d/BFM_model_front.mat"));
  }

  @Test
  void shape() {
    check("shape", c -> scaled(model.shape(c, null), 1 / UNIT));
  }

  @Test
  void albedo() {
    check("texture", c -> model.albedo(c, null));
  }

  @Test
  void normalsBeforeRotation() {
    check("normals", c -> normals(c));
  }

  @Test
  void rotationForRowVectors() {
    check("rotation", c -> transposed(HeadPose.of(c).rotationMatrix()));
  }

  @Test
  void colours() {
    check(
        "color",
        c ->
            SphericalHarmonics.shade(
                model.albedo(c, null),
                HeadPose.of(c).rotate(normals(c), null),
                c.lighting(),
                null));
  }

  @Test
  void cameraVertices() {
    check(
        "vertices_camera",
        c -> {
          float[] posed = posed(c);
          for (int i = 2; i < posed.length; i += 3) {
            posed[i] = PerspectiveCamera.DEEP3D.distance() - posed[i];
          }
          return scaled(posed, 1 / UNIT);
        });
  }

  @Test
  void landmarksUpwards() {
    PerspectiveCamera camera = PerspectiveCamera.DEEP3D;
    int[] ids = model.landmarks().vertices();
    check(
        "landmarks",
        c -> {
          float[] pixels = camera.project(posed(c), null);
          float[] landmarks = new float[2 * ids.length];
          for (int i = 0; i < ids.length; i++) {
            landmarks[2 * i] = pixels[2 * ids[i]];
            landmarks[2 * i + 1] = camera.size() - pixels[2 * ids[i] + 1];
          }
          return landmarks;
        });
  }

  private float[] normals(Coefficients c) {
    return new VertexNormals(model.topology()).compute(model.shape(c, null), null);
  }

  private float[] posed(Coefficients c) {
    return HeadPose.of(c).apply(model.shape(c, null), null);
  }

  private interface Stage {
    float[] run(Coefficients c);
  }

  private void check(String name, Stage stage) {
    JsonNode coefficients = golden.get("coefficients");
    CoefficientLayout layout = model.layout(SphericalHarmonics.RGB);
    for (int i = 0; i < coefficients.size(); i++) {
      float[] values = SharedData.floats(coefficients.get(i));
      for (int k = 0; k < 3; k++) {
        values[layout.translationOffset() + k] *= UNIT;
      }
      float[] expected = SharedData.floats(golden.get(name).get(i));
      assertClose(name + " of face " + i, expected, stage.run(new Coefficients(layout, values)));
    }
    assertTrue(coefficients.size() > 0, "no faces in the golden file");
  }

  /** Relative to the largest number of the array, so that zeros do not ask for the impossible. */
  private static void assertClose(String what, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(expected[i] - (double) actual[i]));
    }
    assertTrue(
        error <= TOLERANCE * largest, what + ": off by " + error + ", largest is " + largest);
  }

  private static float[] scaled(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  private static float[] transposed(float[] m) {
    return new float[] {m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]};
  }
}
