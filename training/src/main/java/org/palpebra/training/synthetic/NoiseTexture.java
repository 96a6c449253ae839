package org.palpebra.training.synthetic;

import java.util.Random;

/** Tileable smooth noise of several octaves, looked up with wrap-around. Immutable. */
final class NoiseTexture {
  private static final int SIZE = 256;

  private final float[] values = new float[SIZE * SIZE];

  /**
   * @param coarsest cells per side of the first octave, a power of two up to 128
   * @param octaves each with twice the cells and 0.6 times the height of the one before
   */
  NoiseTexture(int coarsest, int octaves, Random random) {
    double height = 1;
    for (int o = 0; o < octaves && coarsest << o <= SIZE / 2; o++) {
      addOctave(coarsest << o, height, random);
      height *= 0.6;
    }
    normalise();
  }

  private void addOctave(int cells, double height, Random random) {
    float[] grid = new float[cells * cells];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = random.nextFloat() - 0.5f;
    }
    for (int y = 0; y < SIZE; y++) {
      double v = (double) y * cells / SIZE;
      int y0 = (int) v;
      double fy = ease(v - y0);
      for (int x = 0; x < SIZE; x++) {
        double u = (double) x * cells / SIZE;
        int x0 = (int) u;
        double fx = ease(u - x0);
        int x1 = (x0 + 1) % cells;
        int y1 = (y0 + 1) % cells;
        double top = grid[y0 * cells + x0] * (1 - fx) + grid[y0 * cells + x1] * fx;
        double bottom = grid[y1 * cells + x0] * (1 - fx) + grid[y1 * cells + x1] * fx;
        values[y * SIZE + x] += (float) (height * (top * (1 - fy) + bottom * fy));
      }
    }
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }

  private void normalise() {
    float greatest = 1e-6f;
    for (float v : values) {
      greatest = Math.max(greatest, Math.abs(v));
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= greatest;
    }
  }

  /** In [−1, 1]; one period is 256 units. */
  float at(double x, double y) {
    return values[(floor(y) & (SIZE - 1)) * SIZE + (floor(x) & (SIZE - 1))];
  }

  private static int floor(double v) {
    int i = (int) v;
    return v < i ? i - 1 : i;
  }
}
