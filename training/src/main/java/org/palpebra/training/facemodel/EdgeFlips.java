package org.palpebra.training.facemodel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One sweep of Delaunay flips measured in space, kept valid in the plane. */
final class EdgeFlips {
  private final List<int[]> triangles;
  private final double[][] space;
  private final List<double[]> plane;

  EdgeFlips(List<int[]> triangles, double[][] space, List<double[]> plane) {
    this.triangles = triangles;
    this.space = space;
    this.plane = plane;
  }

  /** Returns the number of flips; a triangle takes part in one flip per sweep at most. */
  int run() {
    Map<Long, Integer> owner = new HashMap<>();
    long n = plane.size();
    for (int t = 0; t < triangles.size(); t++) {
      int[] f = triangles.get(t);
      for (int k = 0; k < 3; k++) {
        owner.put(f[k] * n + f[(k + 1) % 3], t);
      }
    }
    boolean[] touched = new boolean[triangles.size()];
    int flips = 0;
    for (int t = 0; t < triangles.size(); t++) {
      for (int k = 0; k < 3 && !touched[t]; k++) {
        int[] f = triangles.get(t);
        int a = f[k];
        int b = f[(k + 1) % 3];
        int c = f[(k + 2) % 3];
        Integer other = owner.get(b * n + a);
        if (other == null || touched[other]) {
          continue;
        }
        int d = third(triangles.get(other), a, b);
        if (angle(c, a, b) + angle(d, a, b) > Math.PI + 1e-6
            && area(c, a, d) > 1e-9
            && area(c, d, b) > 1e-9) {
          triangles.set(t, new int[] {c, a, d});
          triangles.set(other, new int[] {c, d, b});
          touched[t] = true;
          touched[other] = true;
          flips++;
        }
      }
    }
    return flips;
  }

  private static int third(int[] t, int a, int b) {
    for (int v : t) {
      if (v != a && v != b) {
        return v;
      }
    }
    throw new IllegalStateException("degenerate triangle");
  }

  /** The angle at c in space. */
  private double angle(int c, int a, int b) {
    double dot = 0;
    for (int k = 0; k < 3; k++) {
      dot += (space[a][k] - space[c][k]) * (space[b][k] - space[c][k]);
    }
    double lengths = HalfMesh.distance(space[a], space[c]) * HalfMesh.distance(space[b], space[c]);
    return StrictMath.acos(Math.max(-1, Math.min(1, dot / Math.max(lengths, 1e-12))));
  }

  private double area(int a, int b, int c) {
    double[] p = plane.get(a);
    double[] q = plane.get(b);
    double[] r = plane.get(c);
    return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  }
}
