package org.palpebra.raster;

/**
 * Screen points on the rasteriser's grid of 2⁻¹⁴ px. The arrays are a thread's own and may be
 * longer than there are points.
 *
 * @param nearness 1 / depth; NaN for a point that cannot be drawn, whose x and y mean nothing
 */
record SnappedVertices(int[] x, int[] y, double[] nearness) {
  static final int SUB_BITS = 14;
  private static final double ONE = 1 << SUB_BITS;

  /** Keeps coordinate differences within 2³⁰ and their products within 2⁶⁰. */
  private static final float GUARD_BAND = 32_768;

  private static final ThreadLocal<SnappedVertices> LOCAL =
      ThreadLocal.withInitial(() -> ofLength(0));

  /**
   * Snaps all points; what the thread got before is overwritten.
   *
   * @param screen {@code u,v,depth} per point
   */
  static SnappedVertices of(float[] screen) {
    SnappedVertices vertices = LOCAL.get();
    if (vertices.x.length < screen.length / 3) {
      vertices = ofLength(screen.length / 3);
      LOCAL.set(vertices);
    }
    vertices.snap(screen);
    return vertices;
  }

  private static SnappedVertices ofLength(int length) {
    return new SnappedVertices(new int[length], new int[length], new double[length]);
  }

  private void snap(float[] screen) {
    for (int v = 0, i = 0; i < screen.length; v++, i += 3) {
      x[v] = (int) Math.floor(screen[i] * ONE + 0.5);
      y[v] = (int) Math.floor(screen[i + 1] * ONE + 0.5);
      nearness[v] = drawable(screen, i) ? 1.0 / screen[i + 2] : Double.NaN;
    }
  }

  private static boolean drawable(float[] screen, int i) {
    // Written so that NaN fails.
    return Math.abs(screen[i]) <= GUARD_BAND
        && Math.abs(screen[i + 1]) <= GUARD_BAND
        && screen[i + 2] > 0
        && screen[i + 2] < Float.POSITIVE_INFINITY;
  }

  boolean drawable(int a, int b, int c) {
    return !Double.isNaN(nearness[a] + nearness[b] + nearness[c]);
  }
}
