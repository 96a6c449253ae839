package org.palpebra.geometry;

import java.util.Objects;
import org.joml.Matrix4f;
import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;

/**
 * A rigid motion of the head: {@code v' = R·v + t} with {@code R = Rz(rz)·Ry(ry)·Rx(rx)} acting on
 * column vectors. The frame is right-handed, +X to the subject's left, +Y up, +Z towards the
 * camera.
 *
 * @param rx rotation about X in radians, positive nods down
 * @param ry rotation about Y in radians, positive turns to the subject's left
 * @param rz rotation about Z in radians, positive is counter-clockwise as the camera sees it
 * @param tx translation in millimetres
 * @param ty translation in millimetres
 * @param tz translation in millimetres, positive towards the camera
 */
public record HeadPose(float rx, float ry, float rz, float tx, float ty, float tz) {
  /** No motion: frontal, in the middle. */
  public static final HeadPose IDENTITY = new HeadPose(0, 0, 0, 0, 0, 0);

  /** The pose in a coefficient vector. */
  public static HeadPose of(Coefficients c) {
    CoefficientLayout layout = c.layout();
    float[] v = c.values();
    int r = layout.rotationOffset();
    int t = layout.translationOffset();
    return new HeadPose(v[r], v[r + 1], v[r + 2], v[t], v[t + 1], v[t + 2]);
  }

  /**
   * This motion as a matrix for column vectors {@code (x, y, z, 1)} in millimetres: the model
   * matrix of an engine. Both frames are right-handed with +Y up.
   *
   * @param dest filled and returned
   */
  public Matrix4f toMatrix(Matrix4f dest) {
    float[] r = rotationMatrix();
    return dest.set(r[0], r[3], r[6], 0, r[1], r[4], r[7], 0, r[2], r[5], r[8], 0, tx, ty, tz, 1);
  }

  /**
   * The rotation alone, acting on column vectors. Does not depend on JOML's system properties for
   * fast mathematics.
   *
   * @return {@code float[9]}, row-major 3×3
   */
  public float[] rotationMatrix() {
    double sx = Math.sin(rx);
    double cx = Math.cos(rx);
    double sy = Math.sin(ry);
    double cy = Math.cos(ry);
    double sz = Math.sin(rz);
    double cz = Math.cos(rz);
    return new float[] {
      (float) (cz * cy), (float) (cz * sy * sx - sz * cx), (float) (cz * sy * cx + sz * sx),
      (float) (sz * cy), (float) (sz * sy * sx + cz * cx), (float) (sz * sy * cx - cz * sx),
      (float) -sy, (float) (cy * sx), (float) (cy * cx)
    };
  }

  /**
   * {@code R·v + t} for each point.
   *
   * @param vertices xyz interleaved, millimetres, not modified
   * @param out as long as {@code vertices} and possibly the same array, or null for a new one
   */
  public float[] apply(float[] vertices, float @Nullable [] out) {
    return transform(vertices, tx, ty, tz, out);
  }

  /**
   * {@code R·n} for each direction, such as a normal.
   *
   * @param directions xyz interleaved, not modified
   * @param out as long as {@code directions} and possibly the same array, or null for a new one
   */
  public float[] rotate(float[] directions, float @Nullable [] out) {
    return transform(directions, 0, 0, 0, out);
  }

  /**
   * {@code R·v + t} for some points, in place.
   *
   * @param vertices xyz interleaved, millimetres
   * @param from the first point
   * @param to the one after the last
   * @throws IndexOutOfBoundsException if there are no such points; nothing is written then
   */
  public void applyInPlace(float[] vertices, int from, int to) {
    Objects.checkFromToIndex(from, to, vertices.length / 3);
    transform(vertices, tx, ty, tz, 3 * from, 3 * to, vertices);
  }

  private float[] transform(float[] in, float dx, float dy, float dz, float @Nullable [] out) {
    Buffers.tuples("points", in, 3);
    float[] result = Buffers.orNew(out, in.length);
    transform(in, dx, dy, dz, 0, in.length, result);
    return result;
  }

  private void transform(
      float[] in, float dx, float dy, float dz, int start, int end, float[] result) {
    float[] r = rotationMatrix();
    for (int i = start; i < end; i += 3) {
      float x = in[i];
      float y = in[i + 1];
      float z = in[i + 2];
      result[i] = r[0] * x + r[1] * y + r[2] * z + dx;
      result[i + 1] = r[3] * x + r[4] * y + r[5] * z + dy;
      result[i + 2] = r[6] * x + r[7] * y + r[8] * z + dz;
    }
  }
}
