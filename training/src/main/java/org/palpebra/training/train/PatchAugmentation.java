package org.palpebra.training.train;

import java.util.SplittableRandom;

/**
 * Random changes of an eye patch that leave its state as it is. Each is drawn uniformly up to its
 * limit; flips happen to every second patch.
 *
 * @param shift pixels in each direction
 * @param scale log of the greatest magnification
 * @param squeeze log of the greatest ratio of horizontal to vertical magnification
 * @param rotation radians
 * @param brightness added, of the range [0, 1]
 * @param contrast log of the greatest factor
 * @param gamma log of the greatest exponent
 * @param blur share of the neighbours in a 3×3 binomial blur, applied up to twice
 * @param coarsest smallest side, in pixels, that the patch is reduced to and enlarged from again
 * @param noise greatest deviation of white noise
 */
public record PatchAugmentation(
    double shift,
    double scale,
    double squeeze,
    double rotation,
    double brightness,
    double contrast,
    double gamma,
    double blur,
    int coarsest,
    double noise) {

  /**
   * Changes a patch.
   *
   * @param patch {@code float[side·side]}, changed in place
   */
  void apply(float[] patch, int side, SplittableRandom random) {
    float[] warped = warp(patch, side, random);
    if (random.nextInt(3) == 0) {
      warped = coarsen(warped, side, coarsest + random.nextInt(side - coarsest + 1));
    }
    int passes = random.nextInt(3);
    for (int i = 0; i < passes; i++) {
      warped = blurred(warped, side, blur * random.nextDouble());
    }
    tone(warped, random);
    System.arraycopy(warped, 0, patch, 0, patch.length);
  }

  private static double symmetric(SplittableRandom random, double limit) {
    return (random.nextDouble() * 2 - 1) * limit;
  }

  /** Affine map with bilinear sampling; the patch's border is continued outwards. */
  private float[] warp(float[] patch, int side, SplittableRandom random) {
    double angle = symmetric(random, rotation);
    double zoom = Math.exp(symmetric(random, scale));
    double ratio = Math.exp(symmetric(random, squeeze) / 2);
    double mirror = random.nextBoolean() ? -1 : 1;
    double shiftX = symmetric(random, shift);
    double shiftY = symmetric(random, shift);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double half = side / 2.0;
    float[] result = new float[patch.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double u = (x + 0.5 - half) * mirror * ratio / zoom;
        double v = (y + 0.5 - half) / ratio / zoom;
        double sourceX = cos * u - sin * v + half + shiftX - 0.5;
        double sourceY = sin * u + cos * v + half + shiftY - 0.5;
        result[y * side + x] = bilinear(patch, side, sourceX, sourceY);
      }
    }
    return result;
  }

  private static float bilinear(float[] patch, int side, double x, double y) {
    double insideX = Math.max(0, Math.min(side - 1, x));
    double insideY = Math.max(0, Math.min(side - 1, y));
    int left = Math.min(side - 2, (int) insideX);
    int top = Math.min(side - 2, (int) insideY);
    double fx = insideX - left;
    double fy = insideY - top;
    int at = top * side + left;
    double upper = patch[at] * (1 - fx) + patch[at + 1] * fx;
    double lower = patch[at + side] * (1 - fx) + patch[at + side + 1] * fx;
    return (float) (upper * (1 - fy) + lower * fy);
  }

  /** As if the photo had been small: means over coarse pixels, enlarged bilinearly. */
  private static float[] coarsen(float[] patch, int side, int coarse) {
    float[] small = new float[coarse * coarse];
    for (int y = 0; y < coarse; y++) {
      for (int x = 0; x < coarse; x++) {
        small[y * coarse + x] = areaMean(patch, side, (double) side / coarse, x, y);
      }
    }
    float[] result = new float[patch.length];
    double ratio = (double) coarse / side;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        result[y * side + x] =
            bilinear(small, coarse, (x + 0.5) * ratio - 0.5, (y + 0.5) * ratio - 0.5);
      }
    }
    return result;
  }

  private static float areaMean(float[] patch, int side, double pixel, int column, int row) {
    double sum = 0;
    double area = 0;
    for (int y = (int) (row * pixel); y < Math.min(side, (row + 1) * pixel); y++) {
      double height = Math.min(y + 1, (row + 1) * pixel) - Math.max(y, row * pixel);
      for (int x = (int) (column * pixel); x < Math.min(side, (column + 1) * pixel); x++) {
        double width = Math.min(x + 1, (column + 1) * pixel) - Math.max(x, column * pixel);
        sum += patch[y * side + x] * width * height;
        area += width * height;
      }
    }
    return (float) (sum / area);
  }

  private static float[] blurred(float[] patch, int side, double share) {
    float[] rows = new float[patch.length];
    float[] result = new float[patch.length];
    for (int i = 0; i < patch.length; i++) {
      int x = i % side;
      float left = patch[x == 0 ? i : i - 1];
      float right = patch[x == side - 1 ? i : i + 1];
      rows[i] = (float) ((1 - share) * patch[i] + share * (left + right) / 2);
    }
    for (int i = 0; i < patch.length; i++) {
      int y = i / side;
      float upper = rows[y == 0 ? i : i - side];
      float lower = rows[y == side - 1 ? i : i + side];
      result[i] = (float) ((1 - share) * rows[i] + share * (upper + lower) / 2);
    }
    return result;
  }

  private void tone(float[] patch, SplittableRandom random) {
    double factor = Math.exp(symmetric(random, contrast));
    double offset = symmetric(random, brightness);
    double exponent = Math.exp(symmetric(random, gamma));
    double deviation = random.nextDouble() * random.nextDouble() * noise;
    for (int i = 0; i < patch.length; i++) {
      double value = Math.pow(Math.max(0, patch[i]), exponent);
      value = (value - 0.5) * factor + 0.5 + offset + deviation * gaussian(random);
      patch[i] = (float) Math.max(0, Math.min(1, value));
    }
  }

  /** Sum of four uniform numbers, scaled to deviation 1. */
  private static double gaussian(SplittableRandom random) {
    double sum =
        random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble();
    return (sum - 2) * Math.sqrt(3);
  }
}
