package org.palpebra.internal;

import java.util.function.ToDoubleFunction;

/**
 * Where on a face things are, as weights 0–1 per vertex. The arrays are filled by whoever knows the
 * mesh; {@link #markPlaces} fills those that follow from positions.
 */
public final class FaceMasks {
  /** Middle of the left brow from the nose outwards: x, y, z, half height. */
  private static final double[][] BROW = {
    {9.5, 56.5, 107.5, 3.0},
    {16, 59.0, 106.8, 3.6},
    {25, 60.8, 103.6, 3.4},
    {34, 61.6, 99.5, 3.0},
    {43, 60.3, 93.8, 2.5},
    {51, 56.8, 87.0, 1.9},
    {57, 52.0, 80.2, 1.2}
  };

  public final double[] skin;
  public final double[] lips;
  public final double[] mouth;
  public final double[] lash;
  public final double[] lidRim;
  public final double[] lidSkin;
  public final double[] sclera;
  public final double[] iris;
  public final double[] limbus;
  public final double[] pupil;

  /** By how much colours are darkened. */
  public final double[] shadow;

  public final double[] brow;
  public final double[] browEdge;
  public final double[] cheeks;
  public final double[] underEye;
  public final double[] beard;
  public final double[] nostril;
  public final double[] folds;
  public final double[] forehead;

  /** All 0. */
  public FaceMasks(int vertices) {
    skin = new double[vertices];
    lips = new double[vertices];
    mouth = new double[vertices];
    lash = new double[vertices];
    lidRim = new double[vertices];
    lidSkin = new double[vertices];
    sclera = new double[vertices];
    iris = new double[vertices];
    limbus = new double[vertices];
    pupil = new double[vertices];
    shadow = new double[vertices];
    brow = new double[vertices];
    browEdge = new double[vertices];
    cheeks = new double[vertices];
    underEye = new double[vertices];
    beard = new double[vertices];
    nostril = new double[vertices];
    folds = new double[vertices];
    forehead = new double[vertices];
  }

  /** Number of vertices. */
  public int vertices() {
    return skin.length;
  }

  /**
   * Marks brows, cheeks, beard and so on where {@link #skin} is not under {@link #lips}.
   *
   * @param shape xyz interleaved in ICT-FaceKit's frame, millimetres
   */
  public void markPlaces(double[] shape) {
    mark(brow, shape, p -> browWeight(p, 0));
    mark(browEdge, shape, p -> Math.max(0, browWeight(p, 1.6) - browWeight(p, 0)));
    mark(
        cheeks,
        shape,
        p ->
            Math.min(
                1,
                blob(p, 46, 6, 88, 19)
                    + 0.75 * blob(p, 0, 2, 126, 12)
                    + 0.5 * blob(p, 11, -2, 114, 8)
                    + 0.35 * blob(p, 0, -66, 106, 16)
                    + 0.8 * blob(p, 82, 15, 0, 22)));
    mark(
        underEye,
        shape,
        p ->
            Math.min(
                1,
                blob(p, 27, 25, 93, 8)
                    + 0.8 * blob(p, 17, 30, 92, 7)
                    + 0.4 * blob(p, 40, 25, 90, 8)));
    mark(beard, shape, FaceMasks::beardWeight);
    mark(nostril, shape, FaceMasks::nostrilWeight);
    mark(folds, shape, FaceMasks::foldWeight);
    mark(forehead, shape, p -> blob(p, 0, 82, 104, 38));
  }

  private void mark(double[] mask, double[] shape, ToDoubleFunction<double[]> leftPlace) {
    double[] p = new double[3];
    for (int v = 0; v < mask.length; v++) {
      System.arraycopy(shape, 3 * v, p, 0, 3);
      p[0] = Math.abs(p[0]);
      double weight = Math.max(0, Math.min(1, leftPlace.applyAsDouble(p)));
      mask[v] = skin[v] * (1 - lips[v]) * weight;
    }
  }

  /** 1 at a place, falling off about it. */
  public static double blob(double[] p, double x, double y, double z, double radius) {
    double dx = p[0] - x;
    double dy = p[1] - y;
    double dz = p[2] - z;
    double d = Math.sqrt(dx * dx + dy * dy + dz * dz) / radius;
    return StrictMath.exp(-d * d);
  }

  /** 0 up to a, 1 from b. */
  public static double smoothStep(double a, double b, double x) {
    double t = Math.max(0, Math.min(1, (x - a) / (b - a)));
    return t * t * (3 - 2 * t);
  }

  private static double browWeight(double[] p, double wider) {
    double best = 0;
    for (int i = 0; i + 1 < BROW.length; i++) {
      for (int k = 0; k <= 8; k++) {
        double[] q = new double[4];
        for (int a = 0; a < 4; a++) {
          q[a] = BROW[i][a] + k / 8.0 * (BROW[i + 1][a] - BROW[i][a]);
        }
        double dx = p[0] - q[0];
        double dy = p[1] - q[1];
        double dz = p[2] - q[2];
        double d = Math.sqrt(dx * dx + dy * dy + dz * dz) / (q[3] + wider);
        best = Math.max(best, StrictMath.exp(-d * d * d * d));
      }
    }
    double end = smoothStep(6.5, 12, p[0]) * (1 - 0.5 * smoothStep(46, 60, p[0]));
    return best * (0.45 + 0.55 * end) * smoothStep(5, 9, p[0]);
  }

  private static double beardWeight(double[] p) {
    double moustache =
        smoothStep(-30, -25, p[1])
            * (1 - smoothStep(-18, -13, p[1]))
            * (1 - smoothStep(22, 31, p[0]))
            * smoothStep(95, 102, p[2]);
    double chin =
        (1 - smoothStep(-50, -40, p[1]))
            * smoothStep(-96, -84, p[1])
            * (1 - smoothStep(38, 60, p[0] - 0.2 * (p[1] + 60)));
    // The cheek's beard line runs from the corner of the mouth to the front of the ear.
    double line = -27 + 0.55 * (p[0] - 30);
    double jaw =
        (1 - smoothStep(line - 9, line + 7, p[1]))
            * smoothStep(27, 36, p[0])
            * smoothStep(-90, -78, p[1])
            * smoothStep(14, 28, p[2]);
    return Math.max(moustache, Math.max(chin, jaw));
  }

  /** Inside of the nostrils: behind the rim, under the tip. */
  private static double nostrilWeight(double[] p) {
    double sideways = 1 - smoothStep(11.3, 13, p[0]);
    double behindRim = 1 - smoothStep(109, 112.5, p[2]);
    double height = smoothStep(-10, -8, p[1]) * (1 - smoothStep(10, 14, p[1]));
    double deep = sideways * behindRim * height * smoothStep(86, 92, p[2]);
    return Math.max(deep, 0.6 * blob(p, 7.5, -2.0, 112.0, 3.2));
  }

  /** Nasolabial folds, crow's feet and the lines under the mouth's corners. */
  private static double foldWeight(double[] p) {
    double out = 0;
    double[][] line = {{18, -4, 106}, {24, -12, 104}, {29, -21, 101}, {32, -31, 98}};
    for (int i = 0; i + 1 < line.length; i++) {
      for (int k = 0; k <= 6; k++) {
        double f = k / 6.0;
        double x = line[i][0] * (1 - f) + line[i + 1][0] * f;
        double y = line[i][1] * (1 - f) + line[i + 1][1] * f;
        double z = line[i][2] * (1 - f) + line[i + 1][2] * f;
        out = Math.max(out, 0.9 * blob(p, x, y, z, 3.2));
      }
    }
    out = Math.max(out, 0.6 * blob(p, 54, 33, 78, 6));
    out = Math.max(out, 0.7 * blob(p, 29, -44, 98, 4.5));
    for (double y : new double[] {72, 84}) {
      double across = StrictMath.exp(-(p[1] - y) * (p[1] - y) / 5);
      out = Math.max(out, 0.5 * across * (1 - smoothStep(28, 44, p[0])));
    }
    return out;
  }
}
