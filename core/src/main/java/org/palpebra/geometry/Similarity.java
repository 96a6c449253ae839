package org.palpebra.geometry;

import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;

/**
 * A 2D similarity without reflection in image pixels: {@code x' = a·x − b·y + tx}, {@code y' = b·x
 * + a·y + ty}.
 *
 * @param a scale times the cosine of the angle
 * @param b scale times the sine of the angle, from x towards y
 * @param tx in pixels of the target
 * @param ty in pixels of the target
 */
public record Similarity(double a, double b, double tx, double ty) {
  /** Leaves points where they are. */
  public static final Similarity IDENTITY = new Similarity(1, 0, 0, 0);

  /**
   * The similarity that takes points nearest to others, by the sum of squared distances.
   *
   * @param from {@code x0,y0,x1,y1…}, not all the same point; not modified
   * @param to as many; not modified
   */
  public static Similarity fit(float[] from, float[] to) {
    int n = Buffers.tuples("points", from, 2);
    Buffers.requireLength("the points to reach", to.length, from.length);
    double fx = mean(from, 0);
    double fy = mean(from, 1);
    double tx = mean(to, 0);
    double ty = mean(to, 1);
    double dot = 0;
    double cross = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double x = from[2 * i] - fx;
      double y = from[2 * i + 1] - fy;
      double u = to[2 * i] - tx;
      double v = to[2 * i + 1] - ty;
      dot += x * u + y * v;
      cross += x * v - y * u;
      squares += x * x + y * y;
    }
    double a = dot / squares;
    double b = cross / squares;
    return new Similarity(a, b, tx - a * fx + b * fy, ty - b * fx - a * fy);
  }

  private static double mean(float[] points, int axis) {
    double sum = 0;
    for (int i = axis; i < points.length; i += 2) {
      sum += points[i];
    }
    return sum / (points.length / 2.0);
  }

  /** The scale factor. */
  public double scale() {
    return Math.hypot(a, b);
  }

  /** The rotation in radians, from x towards y (clockwise on the screen). */
  public double angle() {
    return Math.atan2(b, a);
  }

  /** The x coordinate of the transformed point. */
  public double applyX(double x, double y) {
    return a * x - b * y + tx;
  }

  /** The y coordinate of the transformed point. */
  public double applyY(double x, double y) {
    return b * x + a * y + ty;
  }

  /** The way back; its numbers are not finite if the scale is 0. */
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

  /**
   * Transforms the pixels of screen points and leaves their depth, as {@link
   * PerspectiveCamera#toScreen} gives them.
   *
   * @param screen {@code x0,y0,depth0,x1…}, not modified
   * @param out as long as {@code screen} and possibly the same array, or null for a new one
   */
  public float[] applyToScreen(float[] screen, float @Nullable [] out) {
    Buffers.tuples("screen points", screen, 3);
    float[] result = Buffers.orNew(out, screen.length);
    for (int i = 0; i < screen.length; i += 3) {
      float x = screen[i];
      float y = screen[i + 1];
      result[i] = (float) applyX(x, y);
      result[i + 1] = (float) applyY(x, y);
      result[i + 2] = screen[i + 2];
    }
    return result;
  }
}
