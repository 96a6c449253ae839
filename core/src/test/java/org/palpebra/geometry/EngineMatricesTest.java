package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.joml.Matrix4f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.export.PhotoView;
import org.palpebra.testing.RandomFace;

/** The matrices for engines lead to the same pixels as the arrays do. */
class EngineMatricesTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(100, 640, 48, 53, 900);
  private static final int WIDTH = 400;
  private static final int HEIGHT = 300;
  private static final PhotoView VIEW =
      new PhotoView(
          new FaceImage(WIDTH, HEIGHT, new byte[3 * WIDTH * HEIGHT]),
          CAMERA,
          new Similarity(1.8, -0.4, 70, 60));

  private static Vector4f clip(Matrix4f projection, HeadPose pose, float[] points, int i) {
    return projection
        .mul(CAMERA.view(new Matrix4f()), new Matrix4f())
        .mul(pose.toMatrix(new Matrix4f()))
        .transform(new Vector4f(points[i], points[i + 1], points[i + 2], 1));
  }

  @Property(tries = 50, seed = "1")
  void theSamePixels(
      @ForAll @FloatRange(min = -1.5f, max = 1.5f) float yaw,
      @ForAll @FloatRange(min = -3, max = 3) float roll) {
    HeadPose pose = new HeadPose(0.3f, yaw, roll, 5, -8, 20);
    float[] points = RandomFace.floats(new Random(1), 30, 40);
    float[] posed = pose.apply(points, null);
    float[] crop = CAMERA.toScreen(posed, null);
    float[] photo = VIEW.toScreen(posed);
    Matrix4f onCrop = CAMERA.projection(500, 1500, new Matrix4f());
    Matrix4f onPhoto = VIEW.projection(500, 1500, new Matrix4f());
    for (int i = 0; i < points.length; i += 3) {
      Vector4f c = clip(onCrop, pose, points, i);
      assertEquals(crop[i], (1 + c.x / c.w) / 2 * 100, 1e-3, "u");
      assertEquals(crop[i + 1], (1 - c.y / c.w) / 2 * 100, 1e-3, "v");
      assertEquals(crop[i + 2], c.w, 1e-3, "depth");
      Vector4f p = clip(onPhoto, pose, points, i);
      assertEquals(photo[i], (1 + p.x / p.w) / 2 * WIDTH, 2e-3, "x");
      assertEquals(photo[i + 1], (1 - p.y / p.w) / 2 * HEIGHT, 2e-3, "y");
      assertEquals(c.z / c.w, p.z / p.w, 1e-5, "depth of the planes");
    }
  }

  @Test
  void nearPlaneIsMinusOneAndFarPlaneOne() {
    Matrix4f onPhoto = VIEW.projection(500, 1500, new Matrix4f());
    assertEquals(-1, onPhoto.transformProject(new Vector3f(10, 20, -500)).z, 1e-5);
    assertEquals(1, onPhoto.transformProject(new Vector3f(10, 20, -1500)).z, 1e-5);
  }

  @Test
  void fillsAndReturnsWhatItIsGiven() {
    Matrix4f dest = new Matrix4f().scaling(7);
    assertSame(dest, new HeadPose(0.1f, 0.2f, 0.3f, 1, 2, 3).toMatrix(dest));
    assertEquals(1, dest.determinant(), 1e-6);
    assertTrue((dest.properties() & Matrix4f.PROPERTY_AFFINE) != 0);
    assertSame(dest, CAMERA.view(dest));
    assertSame(dest, CAMERA.projection(1, 2, dest));
    assertSame(dest, VIEW.projection(1, 2, dest));
  }

  @Test
  void refusesPlanesInTheWrongOrder() {
    Matrix4f dest = new Matrix4f();
    assertThrows(IllegalArgumentException.class, () -> CAMERA.projection(0, 10, dest));
    assertThrows(IllegalArgumentException.class, () -> CAMERA.projection(10, 10, dest));
    assertThrows(IllegalArgumentException.class, () -> VIEW.projection(10, Float.NaN, dest));
  }
}
