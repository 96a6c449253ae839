package org.palpebra.training.facemodel;

import org.palpebra.training.facemodel.FaceTopology.EyeGrid;

/** Where on the face things are, as weights 0–1 per vertex (ICT-FaceKit's frame, mm). */
final class AlbedoMasks {
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

  final double[] brow;
  final double[] browEdge;
  final double[] lips;
  final double[] mouth;
  final double[] lash;
  final double[] lidRim;
  final double[] sclera;
  final double[] iris;
  final double[] limbus;
  final double[] pupil;
  final double[] shadow;
  final double[] cheeks;
  final double[] underEye;
  final double[] lidSkin;
  final double[] beard;
  final double[] nostril;
  final double[] folds;
  final double[] forehead;
  final double[] skin;

  private final FaceTopology topology;
  private final double[] shape;
  private final int n;

  AlbedoMasks(FaceTopology topology, double[] shape) {
    this.topology = topology;
    this.shape = shape;
    n = topology.vertices();
    lips = new double[n];
    mouth = new double[n];
    lash = new double[n];
    lidRim = new double[n];
    sclera = new double[n];
    iris = new double[n];
    limbus = new double[n];
    pupil = new double[n];
    shadow = new double[n];
    lidSkin = new double[n];
    skin = new double[n];
    mouthRows();
    eye(topology.leftEye());
    eye(topology.rightEye());
    for (int v = 0; v < n; v++) {
      boolean ball = iris[v] + sclera[v] + pupil[v] + limbus[v] > 0;
      skin[v] = ball ? 0 : (1 - mouth[v]) * (1 - lidRim[v]);
    }
    brow = skinMask(p -> browWeight(p, 0));
    browEdge = skinMask(p -> Math.max(0, browWeight(p, 1.6) - browWeight(p, 0)));
    cheeks =
        skinMask(
            p ->
                Math.min(
                    1,
                    blob(p, 46, 6, 88, 19)
                        + 0.75 * blob(p, 0, 2, 126, 12)
                        + 0.5 * blob(p, 11, -2, 114, 8)
                        + 0.35 * blob(p, 0, -66, 106, 16)
                        + 0.8 * blob(p, 82, 15, 0, 22)));
    underEye =
        skinMask(
            p ->
                Math.min(
                    1,
                    blob(p, 27, 25, 93, 8)
                        + 0.8 * blob(p, 17, 30, 92, 7)
                        + 0.4 * blob(p, 40, 25, 90, 8)));
    beard = skinMask(AlbedoMasks::beardWeight);
    nostril = skinMask(AlbedoMasks::nostrilWeight);
    folds = skinMask(AlbedoMasks::foldWeight);
    forehead = skinMask(p -> blob(p, 0, 82, 104, 38));
  }

  private interface Place {
    double weight(double[] leftPlace);
  }

  private double[] skinMask(Place place) {
    double[] out = new double[n];
    for (int v = 0; v < n; v++) {
      double[] p = Vec.get(shape, v);
      p[0] = Math.abs(p[0]);
      out[v] = skin[v] * (1 - lips[v]) * Math.max(0, Math.min(1, place.weight(p)));
    }
    return out;
  }

  static double blob(double[] p, double x, double y, double z, double radius) {
    double d = Vec.distance(p, new double[] {x, y, z}) / radius;
    return StrictMath.exp(-d * d);
  }

  private void mouthRows() {
    int[][] rows = topology.mouth();
    double[] lip = {0.35, 0.85, 1, 1, 1, 1, 1, 1};
    for (int r = 0; r < rows.length; r++) {
      for (int v : rows[r]) {
        lips[v] = r < lip.length ? lip[r] : 1;
        mouth[v] = Vec.smoothStep(FaceTopology.LIP_ROWS, FaceTopology.LIP_ROWS + 5.5, r);
      }
    }
    lips[topology.bagCentre()] = 1;
    mouth[topology.bagCentre()] = 1;
  }

  private void eye(EyeGrid eye) {
    int half = FaceTopology.EYE_COLUMNS / 2;
    for (int c = 0; c < FaceTopology.EYE_COLUMNS; c++) {
      boolean upper = c > 0 && c < half;
      double along = StrictMath.sin(Math.PI * (c % half) / half);
      // Lashes grow from the upper lid's outer two thirds, and few from the lower lid.
      double outwards = upper ? 0.55 + 0.45 * Vec.smoothStep(2, 14, c) : 0.42;
      lash[eye.lid()[0][c]] = outwards * Math.min(1, 0.35 + 2 * along);
      lash[eye.lid()[1][c]] = upper ? 0.3 * along : 0.06;
      lidRim[eye.inner()[0][c]] = 0.75;
      shadow[eye.inner()[0][c]] = upper ? 0.25 : 0;
      for (int k = 1; k < FaceTopology.INNER_ROWS; k++) {
        lidRim[eye.inner()[k][c]] = 1;
        shadow[eye.inner()[k][c]] = 0.4;
      }
      for (int r = 0; r < FaceTopology.LID_ROWS; r++) {
        double f = r / (FaceTopology.LID_ROWS - 1.0);
        lidSkin[eye.lid()[r][c]] = upper ? 1 - f * f : 0.45 * (1 - f);
      }
    }
    ball(eye);
  }

  private void ball(EyeGrid eye) {
    pupil[eye.pole()] = 1;
    for (int r = 0; r < eye.ball().length; r++) {
      double angle = FaceTopology.BALL_ANGLES[r];
      for (int c = 0; c < eye.ball()[r].length; c++) {
        int v = eye.ball()[r][c];
        double up = StrictMath.sin(2 * Math.PI * c / FaceTopology.BALL_COLUMNS);
        if (angle < 0.15) {
          pupil[v] = 1;
        } else if (angle < 0.39) {
          iris[v] = 1;
        } else if (angle < 0.43) {
          limbus[v] = 1;
        } else {
          sclera[v] = 1;
          shadow[v] = 0.32 * Vec.smoothStep(0.55, 1.05, angle);
        }
        // The upper lid shades what lies under it.
        shadow[v] += 0.35 * Vec.smoothStep(0.2, 0.5, angle * Math.max(0, up));
      }
    }
  }

  private static double browWeight(double[] p, double wider) {
    double best = 0;
    for (int i = 0; i + 1 < BROW.length; i++) {
      for (int k = 0; k <= 8; k++) {
        double[] q = new double[4];
        for (int a = 0; a < 4; a++) {
          q[a] = BROW[i][a] + k / 8.0 * (BROW[i + 1][a] - BROW[i][a]);
        }
        double d = Vec.distance(p, q) / (q[3] + wider);
        best = Math.max(best, StrictMath.exp(-d * d * d * d));
      }
    }
    double end = Vec.smoothStep(6.5, 12, p[0]) * (1 - 0.5 * Vec.smoothStep(46, 60, p[0]));
    return best * (0.45 + 0.55 * end) * Vec.smoothStep(5, 9, p[0]);
  }

  private static double beardWeight(double[] p) {
    double moustache =
        Vec.smoothStep(-30, -25, p[1])
            * (1 - Vec.smoothStep(-18, -13, p[1]))
            * (1 - Vec.smoothStep(22, 31, p[0]))
            * Vec.smoothStep(95, 102, p[2]);
    double chin =
        (1 - Vec.smoothStep(-50, -40, p[1]))
            * Vec.smoothStep(-96, -84, p[1])
            * (1 - Vec.smoothStep(38, 60, p[0] - 0.2 * (p[1] + 60)));
    // The cheek's beard line runs from the corner of the mouth to the front of the ear.
    double line = -27 + 0.55 * (p[0] - 30);
    double jaw =
        (1 - Vec.smoothStep(line - 9, line + 7, p[1]))
            * Vec.smoothStep(27, 36, p[0])
            * Vec.smoothStep(-90, -78, p[1])
            * Vec.smoothStep(14, 28, p[2]);
    return Math.max(moustache, Math.max(chin, jaw));
  }

  /** Inside of the nostrils: behind the rim, under the tip. */
  private static double nostrilWeight(double[] p) {
    double sideways = 1 - Vec.smoothStep(11.3, 13, p[0]);
    double behindRim = 1 - Vec.smoothStep(109, 112.5, p[2]);
    double height = Vec.smoothStep(-10, -8, p[1]) * (1 - Vec.smoothStep(10, 14, p[1]));
    double deep = sideways * behindRim * height * Vec.smoothStep(86, 92, p[2]);
    return Math.max(deep, 0.6 * blob(p, 7.5, -2.0, 112.0, 3.2));
  }

  /** Nasolabial folds, crow's feet and the lines under the mouth's corners. */
  private static double foldWeight(double[] p) {
    double out = 0;
    double[][] line = {{18, -4, 106}, {24, -12, 104}, {29, -21, 101}, {32, -31, 98}};
    for (int i = 0; i + 1 < line.length; i++) {
      for (int k = 0; k <= 6; k++) {
        out = Math.max(out, 0.9 * point(p, Vec.mix(line[i], line[i + 1], k / 6.0), 3.2));
      }
    }
    out = Math.max(out, 0.6 * point(p, new double[] {54, 33, 78}, 6));
    out = Math.max(out, 0.7 * point(p, new double[] {29, -44, 98}, 4.5));
    for (double y : new double[] {72, 84}) {
      double across = StrictMath.exp(-(p[1] - y) * (p[1] - y) / 5);
      out = Math.max(out, 0.5 * across * (1 - Vec.smoothStep(28, 44, p[0])));
    }
    return out;
  }

  private static double point(double[] p, double[] q, double radius) {
    return blob(p, q[0], q[1], q[2], radius);
  }
}
