package org.palpebra.raster;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;

/**
 * What the rasteriser saw at each pixel centre, row-major. Arrays are shared, not copied; not
 * thread-safe while it is being filled.
 *
 * @param width in pixels
 * @param height in pixels
 * @param triangles index of the nearest triangle, or {@link #EMPTY}
 * @param barycentrics three weights per pixel, of the triangle's corners in order, in screen space:
 *     they sum to 1 and weigh the corners' pixel coordinates to the pixel's centre; 0 where empty
 * @param depth millimetres from the camera along its axis, perspective-correct; +∞ where empty
 */
public record FragmentBuffer(
    int width, int height, int[] triangles, float[] barycentrics, float[] depth) {
  /** Stands for no triangle. */
  public static final int EMPTY = -1;

  public FragmentBuffer {
    int pixels = Math.multiplyExact(width, height);
    Buffers.requireLength("triangles", triangles.length, pixels);
    Buffers.requireLength("barycentrics", barycentrics.length, Math.multiplyExact(3, pixels));
    Buffers.requireLength("depth", depth.length, pixels);
  }

  /** An empty buffer. */
  public static FragmentBuffer of(int width, int height) {
    int pixels = Math.multiplyExact(width, height);
    FragmentBuffer buffer =
        new FragmentBuffer(
            width,
            height,
            new int[pixels],
            new float[Math.multiplyExact(3, pixels)],
            new float[pixels]);
    buffer.clear();
    return buffer;
  }

  /** Empties every pixel. */
  public void clear() {
    clearRows(0, height);
  }

  /** Empties rows from one up to another, which stays. */
  void clearRows(int top, int bottom) {
    Arrays.fill(triangles, top * width, bottom * width, EMPTY);
    Arrays.fill(barycentrics, 3 * top * width, 3 * bottom * width, 0);
    Arrays.fill(depth, top * width, bottom * width, Float.POSITIVE_INFINITY);
  }

  /** Whether a triangle covers the centre of that pixel. */
  public boolean covers(int pixel) {
    return triangles[pixel] != EMPTY;
  }

  /**
   * Interpolates vertex attributes, perspective-correct; empty pixels keep what {@code out} holds.
   *
   * @param screen {@code u,v,depth} per vertex, as given to the rasteriser
   * @param corners vertex indices, three per triangle, as given to the rasteriser
   * @param attributes {@code channels} per vertex, interleaved
   * @param out {@code float[width·height·channels]}, interleaved, to write into, or null for a new
   *     one (zero where empty)
   */
  public float[] interpolate(
      float[] screen, int[] corners, float[] attributes, int channels, float @Nullable [] out) {
    if ((long) screen.length * channels != 3L * attributes.length) {
      throw new IllegalArgumentException(
          "%d vertices need %d attributes, got %d"
              .formatted(screen.length / 3, screen.length / 3 * channels, attributes.length));
    }
    float[] result = Buffers.orNew(out, Math.multiplyExact(triangles.length, channels));
    for (int p = 0; p < triangles.length; p++) {
      if (triangles[p] == EMPTY) {
        continue;
      }
      int t = 3 * triangles[p];
      int a = corners[t];
      int b = corners[t + 1];
      int c = corners[t + 2];
      float wa = barycentrics[3 * p] * depth[p] / screen[3 * a + 2];
      float wb = barycentrics[3 * p + 1] * depth[p] / screen[3 * b + 2];
      float wc = barycentrics[3 * p + 2] * depth[p] / screen[3 * c + 2];
      for (int k = 0; k < channels; k++) {
        result[p * channels + k] =
            wa * attributes[a * channels + k]
                + wb * attributes[b * channels + k]
                + wc * attributes[c * channels + k];
      }
    }
    return result;
  }
}
