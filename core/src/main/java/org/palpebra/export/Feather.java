package org.palpebra.export;

/** Lets weights fall off smoothly, inwards, from where they are 0. */
final class Feather {
  private Feather() {}

  /**
   * @param weights one per texel, modified: multiplied by how much of the surroundings within the
   *     same piece of the mesh is seen, from half (0) to all (1)
   */
  static void apply(float[] weights, UvMap map) {
    for (int part = 0; part < map.parts().size(); part++) {
      // eyes have finer features than skin
      int radius = Math.max(1, map.size() / (map.parts().get(part).movable() ? 256 : 100));
      float[] seen = new float[weights.length];
      float[] covered = new float[weights.length];
      for (int i = 0; i < weights.length; i++) {
        if (map.covers(i) && map.part(i) == part) {
          covered[i] = 1;
          seen[i] = weights[i] > 0 ? 1 : 0;
        }
      }
      float[] seenAround = blur(seen, map.size(), radius);
      float[] coveredAround = blur(covered, map.size(), radius);
      for (int i = 0; i < weights.length; i++) {
        if (covered[i] > 0) {
          float share = seenAround[i] / coveredAround[i];
          weights[i] *= PhotoProjection.smoothstep(0.5f, 0.99f, share);
        }
      }
    }
  }

  /** Two passes of a box filter in each direction, 0 beyond the border. */
  private static float[] blur(float[] values, int size, int radius) {
    float[] a = values;
    for (int pass = 0; pass < 2; pass++) {
      a = blurRowsAndTranspose(blurRowsAndTranspose(a, size, radius), size, radius);
    }
    return a;
  }

  private static float[] blurRowsAndTranspose(float[] in, int size, int radius) {
    float[] out = new float[in.length];
    for (int y = 0; y < size; y++) {
      double sum = 0;
      for (int x = -radius; x < size; x++) {
        if (x + radius < size) {
          sum += in[y * size + x + radius];
        }
        if (x - radius - 1 >= 0) {
          sum -= in[y * size + x - radius - 1];
        }
        if (x >= 0) {
          out[x * size + y] = (float) (sum / (2 * radius + 1));
        }
      }
    }
    return out;
  }
}
