package org.palpebra.training.facemodel;

/** Small vector arithmetic on xyz triples in flat arrays. */
final class Vec {
  private Vec() {}

  static double[] get(double[] a, int v) {
    return new double[] {a[3 * v], a[3 * v + 1], a[3 * v + 2]};
  }

  static void set(double[] a, int v, double[] p) {
    System.arraycopy(p, 0, a, 3 * v, 3);
  }

  static double[] add(double[] a, double[] b) {
    return new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
  }

  static double[] sub(double[] a, double[] b) {
    return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  }

  static double[] scale(double[] a, double s) {
    return new double[] {a[0] * s, a[1] * s, a[2] * s};
  }

  static double[] mix(double[] a, double[] b, double f) {
    return add(scale(a, 1 - f), scale(b, f));
  }

  static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  static double[] unit(double[] a) {
    return scale(a, 1 / norm(a));
  }

  static double distance(double[] a, double[] b) {
    return norm(sub(a, b));
  }

  /** On the unit sphere from a (f = 0) to b (f = 1). */
  static double[] slerp(double[] a, double[] b, double f) {
    double angle = StrictMath.acos(Math.max(-1, Math.min(1, dot(a, b))));
    if (angle < 1e-9) {
      return a.clone();
    }
    double s = StrictMath.sin(angle);
    return unit(
        add(
            scale(a, StrictMath.sin((1 - f) * angle) / s),
            scale(b, StrictMath.sin(f * angle) / s)));
  }

  /** Turns a by the rotation that takes unit vector from to unit vector to. */
  static double[] turn(double[] a, double[] from, double[] to) {
    double[] axis = cross(from, to);
    double sin = norm(axis);
    if (sin < 1e-9) {
      return a.clone();
    }
    return rotate(a, scale(axis, 1 / sin), StrictMath.atan2(sin, dot(from, to)));
  }

  /** Rodrigues' rotation about a unit axis. */
  static double[] rotate(double[] a, double[] axis, double angle) {
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return add(add(scale(a, c), scale(cross(axis, a), s)), scale(axis, dot(axis, a) * (1 - c)));
  }

  /** 0 below a, 1 above b, smooth between. */
  static double smoothStep(double a, double b, double x) {
    double t = Math.max(0, Math.min(1, (x - a) / (b - a)));
    return t * t * (3 - 2 * t);
  }
}
