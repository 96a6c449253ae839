package org.palpebra.training.facemodel;

/** A Catmull-Rom curve through named points of the layout, closed or mirrored at x = 0. */
final class LayoutCurve {
  private final double[] points;
  private final int count;
  private final boolean closed;

  private LayoutCurve(double[] points, boolean closed) {
    this.points = points;
    this.count = points.length / 2;
    this.closed = closed;
  }

  static LayoutCurve closed(double[] points) {
    return new LayoutCurve(points, true);
  }

  /** Both ends lie on x = 0, where the curve goes on as its own mirror image. */
  static LayoutCurve halved(double[] points) {
    return new LayoutCurve(points, false);
  }

  /** The place at parameter t: point i lies at t = i. */
  double[] at(double t) {
    int i = (int) Math.floor(t);
    if (!closed) {
      i = Math.min(i, count - 2);
    }
    double f = t - i;
    double[] out = new double[2];
    for (int k = 0; k < 2; k++) {
      double a = point(i - 1, k);
      double b = point(i, k);
      double c = point(i + 1, k);
      double d = point(i + 2, k);
      out[k] = b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
    }
    return out;
  }

  private double point(int i, int k) {
    if (closed) {
      return points[2 * Math.floorMod(i, count) + k];
    }
    if (i < 0 || i >= count) {
      int j = i < 0 ? -i : 2 * (count - 1) - i;
      return k == 0 ? -points[2 * j] : points[2 * j + 1];
    }
    return points[2 * i + k];
  }
}
