package org.palpebra.geometry;

import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.internal.Buffers;

/**
 * Cuts square crops out of photos. A crop pixel is the mean of as many bilinear samples per axis as
 * it covers photo pixels, eight at most, so that fine structure does not alias when the photo is
 * larger than the crop; outside the photo its edge goes on.
 */
public final class ImageSampler {
  private static final int MAX_TAPS = 8;

  /** Bytes as floats; a look-up does not wait for the one before it, as a conversion does. */
  private static final float[] LEVELS = new float[256];

  static {
    for (int level = 0; level < LEVELS.length; level++) {
      LEVELS[level] = level;
    }
  }

  private ImageSampler() {}

  /**
   * Cuts one crop.
   *
   * @param cropToPhoto from crop pixels to photo pixels
   * @param size side of the crop in pixels
   * @param out {@code float[3·size·size]} to fill, or null for a new one
   * @return planar RGB in [0, 1], {@code out[(c·size + y)·size + x]}
   */
  public static float[] crop(
      FaceImage photo, Similarity cropToPhoto, int size, float @Nullable [] out) {
    float[] result = Buffers.orNew(out, Math.multiplyExact(3 * size, size));
    crop(photo, cropToPhoto, size, result, 0);
    return result;
  }

  /**
   * Cuts one crop into a batch.
   *
   * @param cropToPhoto from crop pixels to photo pixels
   * @param size side of the crop in pixels
   * @param out where planar RGB in [0, 1] goes
   * @param offset of the crop's first number in {@code out}
   */
  public static void crop(
      FaceImage photo, Similarity cropToPhoto, int size, float[] out, int offset) {
    if (size < 1 || offset < 0 || offset + 3L * size * size > out.length) {
      throw new IllegalArgumentException(
          "a crop of %d×%d at offset %d does not fit into %d numbers"
              .formatted(size, size, offset, out.length));
    }
    double scale = cropToPhoto.scale();
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("the crop's scale must be positive, got " + scale);
    }
    int taps = (int) Math.min(Math.max(1, Math.ceil(scale - 1e-6)), MAX_TAPS);
    int plane = size * size;
    float[] rgb = new float[3];
    for (int y = 0, o = offset; y < size; y++) {
      for (int x = 0; x < size; x++, o++) {
        mean(photo, cropToPhoto, x, y, taps, rgb);
        out[o] = rgb[0];
        out[o + plane] = rgb[1];
        out[o + 2 * plane] = rgb[2];
      }
    }
  }

  private static void mean(
      FaceImage photo, Similarity toPhoto, int x, int y, int taps, float[] rgb) {
    double step = 1.0 / taps;
    double dx = toPhoto.a() * step;
    double dy = toPhoto.b() * step;
    // Half a pixel less, so that whole numbers are the centres of photo pixels.
    double startX = toPhoto.applyX(x + step / 2, y + step / 2) - 0.5;
    double startY = toPhoto.applyY(x + step / 2, y + step / 2) - 0.5;
    double reach = taps * (Math.abs(dx) + Math.abs(dy));
    if (inside(startX, reach, photo.width()) && inside(startY, reach, photo.height())) {
      sumInside(photo, startX, startY, dx, dy, taps, rgb);
    } else {
      sum(photo, startX, startY, dx, dy, taps, rgb);
    }
    float scale = 1f / (255f * taps * taps);
    for (int k = 0; k < 3; k++) {
      rgb[k] *= scale;
    }
  }

  private static boolean inside(double at, double reach, int size) {
    return at - reach >= 0 && at + reach < size - 1;
  }

  /** {@link #sum} where no sample lies beyond the photo's outermost pixels; the same to the bit. */
  private static void sumInside(
      FaceImage photo, double startX, double startY, double dx, double dy, int taps, float[] rgb) {
    byte[] p = photo.rgb();
    int row = 3 * photo.width();
    float r = 0;
    float g = 0;
    float b = 0;
    for (int j = 0; j < taps; j++) {
      for (int i = 0; i < taps; i++) {
        double sx = startX + i * dx;
        double sy = startY + i * dy;
        double x0 = Math.floor(sx);
        double y0 = Math.floor(sy);
        float fx = (float) (sx - x0);
        float fy = (float) (sy - y0);
        int at = ((int) y0) * row + 3 * ((int) x0);
        r += bilinear(p, at, row, fx, fy);
        g += bilinear(p, at + 1, row, fx, fy);
        b += bilinear(p, at + 2, row, fx, fy);
      }
      startX -= dy;
      startY += dx;
    }
    rgb[0] = r;
    rgb[1] = g;
    rgb[2] = b;
  }

  private static float bilinear(byte[] p, int at, int row, float fx, float fy) {
    float top = mix(LEVELS[p[at] & 0xff], LEVELS[p[at + 3] & 0xff], fx);
    float bottom = mix(LEVELS[p[at + row] & 0xff], LEVELS[p[at + row + 3] & 0xff], fx);
    return mix(top, bottom, fy);
  }

  private static void sum(
      FaceImage photo, double startX, double startY, double dx, double dy, int taps, float[] rgb) {
    float r = 0;
    float g = 0;
    float b = 0;
    for (int j = 0; j < taps; j++) {
      for (int i = 0; i < taps; i++) {
        bilinear(photo, startX + i * dx, startY + i * dy, rgb);
        r += rgb[0];
        g += rgb[1];
        b += rgb[2];
      }
      startX -= dy;
      startY += dx;
    }
    rgb[0] = r;
    rgb[1] = g;
    rgb[2] = b;
  }

  /**
   * @param x column in pixels whose centres are whole numbers
   * @param y row, likewise
   * @param rgb receives values in [0, 255]
   */
  private static void bilinear(FaceImage photo, double x, double y, float[] rgb) {
    int w = photo.width();
    int h = photo.height();
    double cx = Math.min(Math.max(x, 0), w - 1);
    double cy = Math.min(Math.max(y, 0), h - 1);
    int x0 = (int) cx;
    int y0 = (int) cy;
    int x1 = Math.min(x0 + 1, w - 1);
    int y1 = Math.min(y0 + 1, h - 1);
    float fx = (float) (cx - x0);
    float fy = (float) (cy - y0);
    byte[] p = photo.rgb();
    int a = 3 * (y0 * w + x0);
    int b = 3 * (y0 * w + x1);
    int c = 3 * (y1 * w + x0);
    int d = 3 * (y1 * w + x1);
    for (int k = 0; k < 3; k++) {
      float top = mix(LEVELS[p[a + k] & 0xff], LEVELS[p[b + k] & 0xff], fx);
      float bottom = mix(LEVELS[p[c + k] & 0xff], LEVELS[p[d + k] & 0xff], fx);
      rgb[k] = mix(top, bottom, fy);
    }
  }

  private static float mix(float from, float to, float share) {
    return from + (to - from) * share;
  }
}
