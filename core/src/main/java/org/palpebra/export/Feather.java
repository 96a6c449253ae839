package org.palpebra.export;

/** Lets weights fall off smoothly, inwards, from where they are 0. */
final class Feather {
  /** Rows that are blurred side by side: transposed, they fill a cache line. */
  private static final int STRIP = 16;

  private Feather() {}

  /**
   * @param weights one per texel, modified: multiplied by how much of the surroundings within the
   *     same piece of the mesh is seen, from half (0) to all (1)
   */
  static void apply(float[] weights, UvMap map) {
    for (int part = 0; part < map.parts().size(); part++) {
      // eyes have finer features than skin
      int radius = Math.max(1, map.size() / (map.parts().get(part).movable() ? 256 : 100));
      apply(weights, map, part, radius);
    }
  }

  private static void apply(float[] weights, UvMap map, int part, int radius) {
    int[] box = map.bounds(part);
    int width = box[2] - box[0];
    int height = box[3] - box[1];
    float[] seen = new float[width * height];
    float[] covered = new float[width * height];
    for (int i = 0; i < covered.length; i++) {
      int texel = (box[1] + i / width) * map.size() + box[0] + i % width;
      if (map.covers(texel) && map.part(texel) == part) {
        covered[i] = 1;
        seen[i] = weights[texel] > 0 ? 1 : 0;
      }
    }
    float[] seenAround = blur(seen, width, height, radius);
    float[] coveredAround = blur(covered, width, height, radius);
    for (int i = 0; i < covered.length; i++) {
      if (covered[i] > 0) {
        int texel = (box[1] + i / width) * map.size() + box[0] + i % width;
        float share = seenAround[i] / coveredAround[i];
        weights[texel] *= PhotoProjection.smoothstep(0.5f, 0.99f, share);
      }
    }
  }

  /** Two passes of a box filter in each direction, 0 beyond the border. */
  static float[] blur(float[] values, int width, int height, int radius) {
    float[] out = values;
    for (int pass = 0; pass < 2; pass++) {
      float[] transposed = blurRowsAndTranspose(out, width, height, radius);
      out = blurRowsAndTranspose(transposed, height, width, radius);
    }
    return out;
  }

  private static float[] blurRowsAndTranspose(float[] in, int width, int height, int radius) {
    float[] out = new float[in.length];
    for (int y = 0; y < height; y += STRIP) {
      blurStrip(in, width, height, radius, y, Math.min(STRIP, height - y), out);
    }
    return out;
  }

  private static void blurStrip(
      float[] in, int width, int height, int radius, int top, int rows, float[] out) {
    double[] sums = new double[rows];
    for (int x = -radius; x < width; x++) {
      for (int r = 0; r < rows; r++) {
        int row = (top + r) * width;
        if (x + radius < width) {
          sums[r] += in[row + x + radius];
        }
        if (x - radius - 1 >= 0) {
          sums[r] -= in[row + x - radius - 1];
        }
        if (x >= 0) {
          out[x * height + top + r] = (float) (sums[r] / (2 * radius + 1));
        }
      }
    }
  }
}
