package org.palpebra.training.facemodel;

/**
 * How far apart vertices shall be, by place on the mean face in ICT-FaceKit's frame (mm): fine at
 * brows, eyes, nose and lips, coarse at ears, scalp and neck.
 */
final class MeshDensity {
  /** Centre x, y, z; radius inside which the spacing holds; spacing. */
  private static final double[][] FINE = {
    {31, 36, 92, 17, 1.6},
    {13, 58, 106, 6.5, 1.45},
    {22, 60.5, 104, 6.5, 1.45},
    {32, 62, 100, 6.5, 1.45},
    {42, 61, 95, 6.5, 1.45},
    {51, 57, 87, 6.5, 1.45},
    {0, -2, 122, 13, 1.6},
    {11, -3, 113, 10, 1.6},
    {8, -34, 112, 16, 1.6},
    {19, -34, 106, 14, 1.6},
    {0, 25, 115, 10, 2.3}
  };

  private static final double SLOPE = 0.085;

  private MeshDensity() {}

  static double spacing(double[] p) {
    double x = Math.abs(p[0]);
    boolean ear = x > 74 && p[2] < 22;
    double best = ear ? 4.2 : p[2] < 30 || p[1] < -85 || p[1] > 95 ? 8 : 4.6;
    for (double[] f : FINE) {
      double d = HalfMesh.distance(new double[] {x, p[1], p[2]}, f);
      best = Math.min(best, f[4] + SLOPE * Math.max(0, d - f[3]));
    }
    return best;
  }
}
