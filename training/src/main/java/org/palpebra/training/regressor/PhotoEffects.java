package org.palpebra.training.regressor;

import java.util.Random;

/**
 * What cameras and files do to a face: exposure, contrast, tint, gamma, grey, blur, low resolution,
 * noise, something in front of the face. Works on planar RGB {@code float[3·S·S]} in [0, 1], in
 * place. Thread-safe.
 */
final class PhotoEffects {
  private final int size;

  PhotoEffects(int size) {
    this.size = size;
  }

  void apply(float[] crop, Random random) {
    if (random.nextDouble() < 0.25) {
      lowerResolution(crop, random);
    }
    if (random.nextDouble() < 0.25) {
      blur(crop, random.nextInt(4), 1 + random.nextInt(3));
    }
    if (random.nextDouble() < 0.15) {
      cover(crop, random);
    }
    tone(crop, random);
    if (random.nextDouble() < 0.15) {
      grey(crop);
    }
    if (random.nextDouble() < 0.4) {
      noise(crop, 0.04 * random.nextDouble(), random);
    }
    clamp(crop);
  }

  private void tone(float[] crop, Random random) {
    double gain = Math.exp(0.25 * random.nextGaussian());
    double contrast = Math.exp(0.2 * random.nextGaussian());
    double gamma = Math.exp(0.2 * random.nextGaussian());
    float[] curve = new float[256];
    int plane = size * size;
    for (int c = 0; c < 3; c++) {
      double tint = gain * Math.exp(0.08 * random.nextGaussian());
      for (int i = 0; i < curve.length; i++) {
        double v = Math.pow(i / 255.0, gamma) * tint;
        curve[i] = (float) ((v - 0.45) * contrast + 0.45);
      }
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        float x = Math.min(Math.max(crop[i], 0), 1) * 254.99f;
        int k = (int) x;
        crop[i] = curve[k] + (curve[k + 1] - curve[k]) * (x - k);
      }
    }
  }

  private void grey(float[] crop) {
    int plane = size * size;
    for (int i = 0; i < plane; i++) {
      float y = 0.299f * crop[i] + 0.587f * crop[plane + i] + 0.114f * crop[2 * plane + i];
      crop[i] = y;
      crop[plane + i] = y;
      crop[2 * plane + i] = y;
    }
  }

  /** Averages blocks of pixels and interpolates between the means. */
  private void lowerResolution(float[] crop, Random random) {
    int small = (int) (size / (1.3 + 1.7 * random.nextDouble()));
    float[] reduced = new float[small * small];
    double ratio = (double) size / small;
    for (int c = 0; c < 3; c++) {
      int offset = c * size * size;
      reduce(crop, offset, small, ratio, reduced);
      enlarge(reduced, small, ratio, crop, offset);
    }
  }

  private void reduce(float[] crop, int offset, int small, double ratio, float[] reduced) {
    for (int y = 0; y < small; y++) {
      int y0 = (int) (y * ratio);
      int y1 = Math.max(y0 + 1, (int) ((y + 1) * ratio));
      for (int x = 0; x < small; x++) {
        int x0 = (int) (x * ratio);
        int x1 = Math.max(x0 + 1, (int) ((x + 1) * ratio));
        float sum = 0;
        for (int v = y0; v < y1; v++) {
          for (int u = x0; u < x1; u++) {
            sum += crop[offset + v * size + u];
          }
        }
        reduced[y * small + x] = sum / ((y1 - y0) * (x1 - x0));
      }
    }
  }

  private void enlarge(float[] reduced, int small, double ratio, float[] crop, int offset) {
    for (int y = 0; y < size; y++) {
      double v = Math.min(Math.max((y + 0.5) / ratio - 0.5, 0), small - 1.001);
      int y0 = (int) v;
      float fy = (float) (v - y0);
      for (int x = 0; x < size; x++) {
        double u = Math.min(Math.max((x + 0.5) / ratio - 0.5, 0), small - 1.001);
        int x0 = (int) u;
        float fx = (float) (u - x0);
        int i = y0 * small + x0;
        float top = reduced[i] + (reduced[i + 1] - reduced[i]) * fx;
        float bottom = reduced[i + small] + (reduced[i + small + 1] - reduced[i + small]) * fx;
        crop[offset + y * size + x] = top + (bottom - top) * fy;
      }
    }
  }

  /**
   * Box blur of three pixels, several times, which comes near a Gaussian.
   *
   * @param direction 0 and 1: along both axes, 2: along x (motion), 3: along y
   */
  private void blur(float[] crop, int direction, int times) {
    for (int t = 0; t < times; t++) {
      if (direction != 3) {
        smooth(crop, size, 1);
      }
      if (direction != 2) {
        smooth(crop, 1, size);
      }
    }
  }

  private void smooth(float[] crop, int line, int step) {
    for (int c = 0; c < 3; c++) {
      for (int l = 0; l < size; l++) {
        int at = c * size * size + l * line;
        float before = crop[at];
        for (int i = 0; i < size; i++, at += step) {
          float here = crop[at];
          float after = i + 1 < size ? crop[at + step] : here;
          crop[at] = (before + here + after) / 3;
          before = here;
        }
      }
    }
  }

  /** A plain or noisy rectangle, as a hand or a microphone might be. */
  private void cover(float[] crop, Random random) {
    int w = (int) (size * (0.1 + 0.3 * random.nextDouble()));
    int h = (int) (size * (0.1 + 0.3 * random.nextDouble()));
    int x0 = random.nextInt(size) - w / 2;
    int y0 = random.nextInt(size) - h / 2;
    double rough = 0.2 * random.nextDouble();
    for (int c = 0; c < 3; c++) {
      float colour = random.nextFloat();
      for (int y = Math.max(y0, 0); y < Math.min(y0 + h, size); y++) {
        for (int x = Math.max(x0, 0); x < Math.min(x0 + w, size); x++) {
          crop[(c * size + y) * size + x] = colour + (float) (rough * (random.nextDouble() - 0.5));
        }
      }
    }
  }

  private static void noise(float[] crop, double deviation, Random random) {
    for (int i = 0; i < crop.length; i++) {
      // the sum of two uniform numbers is close enough to a normal one, and cheap
      crop[i] += (float) (deviation * 2.45 * (random.nextFloat() + random.nextFloat() - 1));
    }
  }

  private static void clamp(float[] crop) {
    for (int i = 0; i < crop.length; i++) {
      crop[i] = Math.min(Math.max(crop[i], 0), 1);
    }
  }
}
