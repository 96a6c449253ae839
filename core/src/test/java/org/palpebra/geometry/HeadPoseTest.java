package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.testing.RandomFace;

class HeadPoseTest {
  private static final float TURN = 6.3f;

  private static DMatrixRMaj matrix(HeadPose pose) {
    float[] r = pose.rotationMatrix();
    DMatrixRMaj m = new DMatrixRMaj(3, 3);
    for (int i = 0; i < 9; i++) {
      m.set(i / 3, i % 3, r[i]);
    }
    return m;
  }

  /** Rotation about one axis, by the textbook. */
  private static DMatrixRMaj about(int axis, double angle) {
    DMatrixRMaj m = CommonOps_DDRM.identity(3);
    int i = (axis + 1) % 3;
    int j = (axis + 2) % 3;
    m.set(i, i, Math.cos(angle));
    m.set(i, j, -Math.sin(angle));
    m.set(j, i, Math.sin(angle));
    m.set(j, j, Math.cos(angle));
    return m;
  }

  @Property(tries = 100, seed = "1")
  void rotationIsOrthonormalAndKeepsHandedness(
      @ForAll @FloatRange(min = -TURN, max = TURN) float rx,
      @ForAll @FloatRange(min = -TURN, max = TURN) float ry,
      @ForAll @FloatRange(min = -TURN, max = TURN) float rz) {
    DMatrixRMaj r = matrix(new HeadPose(rx, ry, rz, 0, 0, 0));
    assertTrue(MatrixFeatures_DDRM.isOrthogonal(r, 1e-6));
    assertEquals(1, CommonOps_DDRM.det(r), 1e-6);
  }

  @Property(tries = 100, seed = "2")
  void rotationIsZAfterYAfterX(
      @ForAll @FloatRange(min = -TURN, max = TURN) float rx,
      @ForAll @FloatRange(min = -TURN, max = TURN) float ry,
      @ForAll @FloatRange(min = -TURN, max = TURN) float rz) {
    DMatrixRMaj expected =
        CommonOps_DDRM.mult(
            about(2, rz), CommonOps_DDRM.mult(about(1, ry), about(0, rx), null), null);
    assertTrue(
        MatrixFeatures_DDRM.isEquals(expected, matrix(new HeadPose(rx, ry, rz, 0, 0, 0)), 1e-6));
  }

  @Property(tries = 50, seed = "3")
  void distancesStay(
      @ForAll @FloatRange(min = -TURN, max = TURN) float angle,
      @ForAll @FloatRange(min = -500, max = 500) float shift) {
    float[] points = RandomFace.floats(new Random(1), 6, 100);
    float[] moved = new HeadPose(angle, -angle, 2 * angle, shift, 0, -shift).apply(points, null);
    assertEquals(distance(points), distance(moved), 1e-3);
  }

  @Test
  void signsAreAsDocumented() {
    float[] nose = {0, 0, 1};
    assertTrue(new HeadPose(0.1f, 0, 0, 0, 0, 0).apply(nose, null)[1] < 0, "nods down");
    assertTrue(new HeadPose(0, 0.1f, 0, 0, 0, 0).apply(nose, null)[0] > 0, "turns left");
    float[] leftEar = {1, 0, 0};
    assertTrue(new HeadPose(0, 0, 0.1f, 0, 0, 0).apply(leftEar, null)[1] > 0, "tilts");
    assertArrayEquals(
        new float[] {5, 6, 8}, new HeadPose(0, 0, 0, 5, 6, 7).apply(nose, null), 1e-6f);
  }

  @Test
  void rotatesInPlaceAndWithoutTranslation() {
    float[] points = RandomFace.floats(new Random(1), 30, 100);
    HeadPose pose = new HeadPose(0.1f, 0.2f, 0.3f, 4, 5, 6);
    float[] rotated = pose.rotate(points, null);
    float[] applied = pose.apply(points, null);
    for (int i = 0; i < points.length; i++) {
      assertEquals(applied[i], rotated[i] + 4 + i % 3, 1e-4);
    }
    assertSame(points, pose.apply(points, points));
    assertArrayEquals(applied, points);
  }

  @Test
  void readsTheCoefficients() {
    CoefficientLayout layout = new CoefficientLayout(2, 3, 4, 9);
    float[] values = new float[layout.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    assertEquals(
        new HeadPose(9, 10, 11, 21, 22, 23), HeadPose.of(new Coefficients(layout, values)));
  }

  @Test
  void refusesHalfPoints() {
    assertThrows(IllegalArgumentException.class, () -> HeadPose.IDENTITY.apply(new float[4], null));
  }

  @Test
  void refusesPointsThatAreNotThereBeforeItMovesAny() {
    HeadPose pose = new HeadPose(0, 0, 0, 1, 2, 3);
    float[] points = new float[9];
    assertThrows(IndexOutOfBoundsException.class, () -> pose.applyInPlace(points, 1, 4));
    assertArrayEquals(new float[9], points);
    pose.applyInPlace(points, 1, 2);
    assertArrayEquals(new float[] {0, 0, 0, 1, 2, 3, 0, 0, 0}, points);
  }

  private static double distance(float[] p) {
    return Math.hypot(Math.hypot(p[0] - p[3], p[1] - p[4]), p[2] - p[5]);
  }
}
