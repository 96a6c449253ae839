package org.palpebra.raster;

/**
 * Screen points on the rasteriser's grid of 2⁻¹⁴ px.
 *
 * <p>A point's cell says between which pixel centres it lies: its column is the first one whose
 * centre is not left of the point, its row the first one whose centre is not above it, both kept
 * within 0..size. A triangle covers centres of columns from its least cell up to its greatest, that
 * one left out (a centre that is a triangle's rightmost point lies on no left or top edge), and of
 * rows likewise. Sizes are below 2¹⁵, so that cells compare as their rows do.
 *
 * @param xy two coordinates per point
 * @param cells row · 2¹⁶ + column
 * @param nearness 1 / depth; NaN for a point that cannot be drawn, whose other numbers mean nothing
 */
record GridPoints(int[] xy, int[] cells, double[] nearness) {
  static final int SUB_BITS = 14;
  static final int HALF = 1 << (SUB_BITS - 1);
  private static final double ONE = 1 << SUB_BITS;

  /** Keeps coordinate differences within 2³⁰ and their products within 2⁶⁰. */
  private static final float GUARD_BAND = 32_768;

  /** Added to a double below 2³¹, leaves the nearest whole number in the low bits. */
  private static final double ROUND = 0x1.8p52;

  static GridPoints ofLength(int length) {
    return new GridPoints(new int[2 * length], new int[length], new double[length]);
  }

  /**
   * Fills points in.
   *
   * @param screen {@code u,v,depth} per point
   */
  void snap(float[] screen, int from, int to, int width, int height) {
    snap(screen, from, to, width, height, xy, cells, nearness);
  }

  private static void snap(
      float[] screen,
      int from,
      int to,
      int width,
      int height,
      int[] xy,
      int[] cells,
      double[] nearness) {
    for (int v = from; v < to; v++) {
      int x = nearest(screen[3 * v] * ONE);
      int y = nearest(screen[3 * v + 1] * ONE);
      xy[2 * v] = x;
      xy[2 * v + 1] = y;
      cells[v] = firstCentre(y, height) << 16 | firstCentre(x, width);
      nearness[v] = drawable(screen, 3 * v) ? 1.0 / screen[3 * v + 2] : Double.NaN;
    }
  }

  private static int nearest(double value) {
    return (int) Double.doubleToRawLongBits(value + ROUND);
  }

  /** The first pixel whose centre is at or beyond that coordinate, within 0..size. */
  private static int firstCentre(int coordinate, int size) {
    return Math.min(Math.max((coordinate + HALF - 1) >> SUB_BITS, 0), size);
  }

  private static boolean drawable(float[] screen, int i) {
    // Written so that NaN fails.
    return Math.abs(screen[i]) <= GUARD_BAND
        && Math.abs(screen[i + 1]) <= GUARD_BAND
        && screen[i + 2] > 0
        && screen[i + 2] < Float.POSITIVE_INFINITY;
  }
}
