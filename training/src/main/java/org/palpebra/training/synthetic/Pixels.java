package org.palpebra.training.synthetic;

/** Arithmetic on packed 0xRRGGBB pixels. */
final class Pixels {
  private Pixels() {}

  static int clamp(int v) {
    return Math.min(Math.max(v, 0), 255);
  }

  static int pack(int r, int g, int b) {
    return clamp(r) << 16 | clamp(g) << 8 | clamp(b);
  }

  /** Adds the same to all channels. */
  static int brighten(int rgb, int add) {
    return pack((rgb >> 16 & 255) + add, (rgb >> 8 & 255) + add, (rgb & 255) + add);
  }

  /** {@code a + (b − a)·share}. */
  static int mix(int a, int b, float share) {
    return pack(
        mixed(a >> 16 & 255, b >> 16 & 255, share),
        mixed(a >> 8 & 255, b >> 8 & 255, share),
        mixed(a & 255, b & 255, share));
  }

  private static int mixed(int a, int b, float share) {
    return (int) (a + (b - a) * share);
  }
}
