package org.palpebra.export;

/**
 * Fills holes of a picture with the smooth surroundings: weighted means down to one pixel, then
 * back up (Gortler et al., The Lumigraph, 1996).
 */
final class PullPush {
  private PullPush() {}

  /**
   * Replaces values to the extent that their weight is below 1; values of weight 0 are not read.
   * All stay as they are if every weight is 0.
   *
   * @param values {@code channels} per pixel, interleaved, modified
   * @param weights one per pixel in [0, 1], not modified
   */
  static void fill(float[] values, float[] weights, int width, int height, int channels) {
    if (width == 1 && height == 1) {
      return;
    }
    int w = (width + 1) / 2;
    int h = (height + 1) / 2;
    float[] coarse = new float[w * h * channels];
    float[] coarseWeights = new float[w * h];
    pull(values, weights, width, height, channels, coarse, coarseWeights);
    fill(coarse, coarseWeights, w, h, channels);
    push(values, weights, width, height, channels, coarse, w, h);
  }

  private static void pull(
      float[] values,
      float[] weights,
      int width,
      int height,
      int channels,
      float[] coarse,
      float[] coarseWeights) {
    int w = (width + 1) / 2;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float weight = weights[y * width + x];
        if (weight > 0) {
          int to = y / 2 * w + x / 2;
          coarseWeights[to] += weight;
          for (int k = 0; k < channels; k++) {
            coarse[to * channels + k] += weight * values[(y * width + x) * channels + k];
          }
        }
      }
    }
    for (int i = 0; i < coarseWeights.length; i++) {
      if (coarseWeights[i] > 0) {
        for (int k = 0; k < channels; k++) {
          coarse[i * channels + k] /= coarseWeights[i];
        }
        coarseWeights[i] = Math.min(1, coarseWeights[i]);
      }
    }
  }

  private static void push(
      float[] values,
      float[] weights,
      int width,
      int height,
      int channels,
      float[] coarse,
      int w,
      int h) {
    float[] between = new float[channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float weight = weights[y * width + x];
        if (weight < 1) {
          bilinear(coarse, w, h, channels, (x + 0.5f) / 2, (y + 0.5f) / 2, between);
          int at = (y * width + x) * channels;
          for (int k = 0; k < channels; k++) {
            float own = weight > 0 ? weight * values[at + k] : 0;
            values[at + k] = own + (1 - weight) * between[k];
          }
        }
      }
    }
  }

  /**
   * Bilinear sampling, the border repeated.
   *
   * @param x in pixels, pixel centres at +0.5; y likewise
   * @param out {@code float[channels]} to fill
   */
  static void bilinear(
      float[] values, int width, int height, int channels, float x, float y, float[] out) {
    float px = Math.max(0, Math.min(width - 1, x - 0.5f));
    float py = Math.max(0, Math.min(height - 1, y - 0.5f));
    int x0 = Math.min((int) px, Math.max(0, width - 2));
    int y0 = Math.min((int) py, Math.max(0, height - 2));
    float fx = px - x0;
    float fy = py - y0;
    int x1 = Math.min(x0 + 1, width - 1);
    int y1 = Math.min(y0 + 1, height - 1);
    for (int k = 0; k < channels; k++) {
      float top =
          (1 - fx) * values[(y0 * width + x0) * channels + k]
              + fx * values[(y0 * width + x1) * channels + k];
      float bottom =
          (1 - fx) * values[(y1 * width + x0) * channels + k]
              + fx * values[(y1 * width + x1) * channels + k];
      out[k] = (1 - fy) * top + fy * bottom;
    }
  }
}
