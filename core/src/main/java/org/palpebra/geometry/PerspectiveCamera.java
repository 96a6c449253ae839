package org.palpebra.geometry;

import java.util.Objects;
import org.joml.Matrix4f;
import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;

/**
 * A pinhole camera on the +Z axis looking at the origin. A posed point (x, y, z) in millimetres
 * lands at {@code u = centerX + focal·x/(distance − z)}, {@code v = centerY − focal·y/(distance −
 * z)}. A point that is not in front of the camera ({@code z ≥ distance}) has no image: its pixel
 * coordinates are NaN.
 *
 * @param size side of the square crop in pixels
 * @param focal focal length in pixels
 * @param centerX principal point, pixels from the left
 * @param centerY principal point, pixels from the top
 * @param distance of the camera from the origin in millimetres
 */
public record PerspectiveCamera(
    int size, float focal, float centerX, float centerY, float distance) {
  /** Deep3DFaceRecon's camera: 224×224, focal 1015 px, 10 units of 100 mm in front of the face. */
  public static final PerspectiveCamera DEEP3D = new PerspectiveCamera(224, 1015, 112, 112, 1000);

  public PerspectiveCamera {
    if (size < 1 || !(focal > 0) || !(distance > 0)) {
      throw new IllegalArgumentException(
          "size, focal length and distance must be positive, got %d, %s, %s"
              .formatted(size, focal, distance));
    }
  }

  /**
   * Pixel coordinates of posed points.
   *
   * @param posed xyz interleaved, millimetres, {@code float[3·n]}, not modified
   * @param out {@code float[2·n]} to fill, or null for a new one
   * @return {@code u0,v0,u1,v1…}, y down, pixel centres at +0.5
   */
  public float[] project(float[] posed, float @Nullable [] out) {
    int n = Buffers.tuples("posed points", posed, 3);
    float[] result = Buffers.orNew(out, 2 * n);
    for (int i = 0, o = 0; i < posed.length; i += 3, o += 2) {
      float scale = pixelsPerMillimetre(distance - posed[i + 2]);
      result[o] = centerX + scale * posed[i];
      result[o + 1] = centerY - scale * posed[i + 1];
    }
    return result;
  }

  /**
   * Pixel coordinates and depth of posed points, as the rasteriser takes them.
   *
   * @param posed xyz interleaved, millimetres, {@code float[3·n]}, not modified
   * @param out {@code float[3·n]} to fill and possibly the same array, or null for a new one
   * @return {@code u0,v0,d0,u1…}: pixels, y down, and the depth {@code distance − z} in millimetres
   *     from the camera along its axis
   */
  public float[] toScreen(float[] posed, float @Nullable [] out) {
    Buffers.tuples("posed points", posed, 3);
    float[] result = Buffers.orNew(out, posed.length);
    toScreen(posed, 0, posed.length / 3, result);
    return result;
  }

  /**
   * As {@link #toScreen(float[], float[])}, some points only.
   *
   * @param from the first point
   * @param to the one after the last
   * @param result {@code float[3·n]}, of which the others stay as they are
   * @throws IndexOutOfBoundsException if there are no such points; nothing is written then
   */
  public void toScreen(float[] posed, int from, int to, float[] result) {
    Objects.checkFromToIndex(from, to, Math.min(posed.length, result.length) / 3);
    for (int i = 3 * from; i < 3 * to; i += 3) {
      float depth = distance - posed[i + 2];
      float scale = pixelsPerMillimetre(depth);
      result[i] = centerX + scale * posed[i];
      result[i + 1] = centerY - scale * posed[i + 1];
      result[i + 2] = depth;
    }
  }

  /**
   * The view matrix of an engine: from posed millimetres into the camera's frame, which is
   * OpenGL's: right-handed, +X to the right, +Y up, the camera in the origin looking along −Z;
   * millimetres.
   *
   * @param dest filled and returned; acts on column vectors
   */
  public Matrix4f view(Matrix4f dest) {
    return dest.translation(0, 0, -distance);
  }

  /**
   * The projection matrix of an engine: from the camera's frame ({@link #view}) into OpenGL's clip
   * space, −w to w on all axes. The square viewport is the crop: {@code u = (1 + x/w)/2·size},
   * {@code v = (1 − y/w)/2·size}. For the whole photo see {@link
   * org.palpebra.export.PhotoView#projection}.
   *
   * @param near distance of the near plane from the camera in millimetres, above 0
   * @param far distance of the far plane from the camera in millimetres, above {@code near}
   * @param dest filled and returned; acts on column vectors
   */
  public Matrix4f projection(float near, float far, Matrix4f dest) {
    if (!(near > 0 && far > near)) {
      throw new IllegalArgumentException(
          "the planes must be at 0 < near < far, got %s and %s".formatted(near, far));
    }
    float scale = near / focal;
    return dest.setFrustum(
        -centerX * scale,
        (size - centerX) * scale,
        (centerY - size) * scale,
        centerY * scale,
        near,
        far);
  }

  /**
   * How large a millimetre across the axis is in the picture.
   *
   * @param depth millimetres from the camera along its axis
   * @return pixels, NaN if that is not in front of the camera
   */
  public float pixelsPerMillimetre(float depth) {
    return depth > 0 ? focal / depth : Float.NaN;
  }
}
