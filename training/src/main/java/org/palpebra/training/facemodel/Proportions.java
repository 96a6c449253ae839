package org.palpebra.training.facemodel;

import org.palpebra.internal.FaceMasks;

/**
 * Moves the mean face towards published adult means where the control points are off them. ICT's
 * inner lid margin ends at the caruncle, so its eye opening is shorter than the palpebral fissure
 * that anthropometry measures; the corners are drawn out, fading over the neighbouring skin.
 */
final class Proportions {
  /** Place on the left half (ICT's frame), displacement, radius of the fade, all mm. */
  private static final double[][] PULLS = {
    {21.2, 34.6, 91.0, -4.6, -1.3, 0.2, 6.5}, {44.6, 34.3, 86.0, 1.6, 0.0, -0.6, 7.0}
  };

  private static final double[] NOSTRIL = {9.5, -2.5, 112, 6};

  private Proportions() {}

  static void apply(double[] shape, int vertices) {
    for (int v = 0; v < vertices; v++) {
      double[] p = Vec.get(shape, v);
      double side = p[0] < 0 ? -1 : 1;
      double[] left = {Math.abs(p[0]), p[1], p[2]};
      double[] moved = left;
      for (double[] pull : PULLS) {
        double d = Vec.distance(left, pull) / pull[6];
        double w = StrictMath.exp(-d * d);
        moved = Vec.add(moved, Vec.scale(new double[] {pull[3], pull[4], pull[5]}, w));
      }
      Vec.set(shape, v, new double[] {side * moved[0], moved[1], moved[2]});
    }
  }

  /** Rounds the rim of the nostrils, which a few control points leave edgy. */
  static void smoothNostrils(double[] shape, int vertices, int[] triangles) {
    for (int round = 0; round < 5; round++) {
      double[] sum = new double[shape.length];
      int[] count = new int[vertices];
      for (int i = 0; i < triangles.length; i++) {
        int v = triangles[i];
        int w = triangles[i % 3 == 2 ? i - 2 : i + 1];
        if (v < vertices && w < vertices) {
          Vec.set(sum, v, Vec.add(Vec.get(sum, v), Vec.get(shape, w)));
          count[v]++;
        }
      }
      for (int v = 0; v < vertices; v++) {
        double[] p = Vec.get(shape, v);
        double[] left = {Math.abs(p[0]), p[1], p[2]};
        double w = 0.6 * FaceMasks.blob(left, NOSTRIL[0], NOSTRIL[1], NOSTRIL[2], NOSTRIL[3]);
        if (w > 0.02 && count[v] > 0) {
          Vec.set(shape, v, Vec.mix(p, Vec.scale(Vec.get(sum, v), 1.0 / count[v]), w));
        }
      }
    }
  }
}
