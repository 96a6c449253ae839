package org.palpebra.export;

import org.palpebra.FaceImage;

/**
 * Reads colours from a part of a photo, shrunk by an integer factor first where the photo is finer
 * than the texture, so that sampling does not alias.
 */
final class PhotoSampler {
  private final int left;
  private final int top;
  private final int factor;
  private final int width;
  private final int height;
  private final float[] rgb;

  /**
   * @param bounds left, top, right, bottom in photo pixels; what lies outside the photo is cut off
   * @param pixelsPerTexel how much finer the photo is than the texture
   */
  PhotoSampler(FaceImage photo, float[] bounds, double pixelsPerTexel) {
    factor = (int) Math.max(1, Math.min(64, Math.round(pixelsPerTexel)));
    left = clamp((int) Math.floor(bounds[0]) - factor, 0, photo.width() - 1);
    top = clamp((int) Math.floor(bounds[1]) - factor, 0, photo.height() - 1);
    int right = clamp((int) Math.ceil(bounds[2]) + factor, left + 1, photo.width());
    int bottom = clamp((int) Math.ceil(bounds[3]) + factor, top + 1, photo.height());
    width = (right - left + factor - 1) / factor;
    height = (bottom - top + factor - 1) / factor;
    rgb = new float[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        average(photo, x, y, Math.min(right, photo.width()), Math.min(bottom, photo.height()));
      }
    }
  }

  private static int clamp(int value, int min, int max) {
    return Math.max(min, Math.min(max, value));
  }

  private void average(FaceImage photo, int x, int y, int right, int bottom) {
    int x0 = left + x * factor;
    int y0 = top + y * factor;
    int x1 = Math.min(right, x0 + factor);
    int y1 = Math.min(bottom, y0 + factor);
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int py = y0; py < y1; py++) {
      for (int i = 3 * (py * photo.width() + x0); i < 3 * (py * photo.width() + x1); i += 3) {
        red += photo.rgb()[i] & 0xff;
        green += photo.rgb()[i + 1] & 0xff;
        blue += photo.rgb()[i + 2] & 0xff;
      }
    }
    float scale = 1 / (255f * (x1 - x0) * (y1 - y0));
    int o = 3 * (y * width + x);
    rgb[o] = red * scale;
    rgb[o + 1] = green * scale;
    rgb[o + 2] = blue * scale;
  }

  /**
   * The colour at a photo position, bilinear.
   *
   * @param out {@code float[3]} to fill, RGB in [0, 1]
   */
  void sample(float x, float y, float[] out) {
    PullPush.bilinear(rgb, width, height, 3, (x - left) / factor, (y - top) / factor, out);
  }
}
