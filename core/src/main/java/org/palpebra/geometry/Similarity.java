package org.palpebra.geometry;

/**
 * A 2D similarity without reflection in image pixels: {@code x' = a·x − b·y + tx}, {@code y' = b·x
 * + a·y + ty}.
 */
public record Similarity(double a, double b, double tx, double ty) {
  public static final Similarity IDENTITY = new Similarity(1, 0, 0, 0);

  /** The scale factor. */
  public double scale() {
    return Math.hypot(a, b);
  }

  /** The rotation in radians, from x towards y (clockwise on the screen). */
  public double angle() {
    return Math.atan2(b, a);
  }

  public double applyX(double x, double y) {
    return a * x - b * y + tx;
  }

  public double applyY(double x, double y) {
    return b * x + a * y + ty;
  }

  public Similarity inverse() {
    double s = a * a + b * b;
    double ia = a / s;
    double ib = -b / s;
    return new Similarity(ia, ib, -(ia * tx - ib * ty), -(ib * tx + ia * ty));
  }

  /** The transform that applies {@code first}, then this one. */
  public Similarity after(Similarity first) {
    return new Similarity(
        a * first.a - b * first.b,
        b * first.a + a * first.b,
        applyX(first.tx, first.ty),
        applyY(first.tx, first.ty));
  }

  /**
   * Transforms interleaved points.
   *
   * @param points {@code x0,y0,x1,y1…}, not modified
   */
  public float[] apply(float[] points) {
    float[] out = new float[points.length];
    for (int i = 0; i < points.length; i += 2) {
      out[i] = (float) applyX(points[i], points[i + 1]);
      out[i + 1] = (float) applyY(points[i], points[i + 1]);
    }
    return out;
  }
}
