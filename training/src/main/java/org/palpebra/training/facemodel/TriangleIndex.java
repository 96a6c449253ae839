package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Exact nearest points on a triangle mesh, by a hash grid over the triangles' boxes. */
final class TriangleIndex {
  private static final double CELL = 6;

  private final double[] positions;
  private final int[] triangles;
  private final Map<Long, List<Integer>> cells = new HashMap<>();

  /**
   * @param positions xyz in mm, kept by reference
   * @param triangles vertex indices, three per triangle
   */
  TriangleIndex(double[] positions, int[] triangles) {
    this.positions = positions;
    this.triangles = triangles;
    for (int t = 0; t < triangles.length / 3; t++) {
      insert(t);
    }
  }

  /** A point on the surface with the unit normal of its triangle. */
  record Hit(double distance, double[] point, double[] normal) {}

  private void insert(int t) {
    int[] low = new int[3];
    int[] high = new int[3];
    for (int k = 0; k < 3; k++) {
      double least = Double.MAX_VALUE;
      double most = -Double.MAX_VALUE;
      for (int c = 0; c < 3; c++) {
        double x = positions[3 * triangles[3 * t + c] + k];
        least = Math.min(least, x);
        most = Math.max(most, x);
      }
      low[k] = cell(least);
      high[k] = cell(most);
    }
    for (int i = low[0]; i <= high[0]; i++) {
      for (int j = low[1]; j <= high[1]; j++) {
        for (int k = low[2]; k <= high[2]; k++) {
          cells.computeIfAbsent(key(i, j, k), x -> new ArrayList<>()).add(t);
        }
      }
    }
  }

  private static int cell(double x) {
    return (int) Math.floor(x / CELL);
  }

  private static long key(int i, int j, int k) {
    return ((i + 4096L) * 8192 + j + 4096L) * 8192 + k + 4096L;
  }

  /** The nearest point of the surface; there must be one within a metre. */
  Hit nearest(double[] p) {
    double best = Double.MAX_VALUE;
    double[] bestPoint = new double[0];
    int bestTriangle = -1;
    int[] home = {cell(p[0]), cell(p[1]), cell(p[2])};
    // After shell s everything nearer than s cells has been seen.
    for (int shell = 0; best > (shell - 1) * CELL && shell < 1000 / CELL; shell++) {
      for (int t : shell(home, shell)) {
        double[] q = closest(p, t);
        double d = Vec.distance(p, q);
        if (d < best) {
          best = d;
          bestPoint = q;
          bestTriangle = t;
        }
      }
    }
    if (bestTriangle < 0) {
      throw new IllegalArgumentException("no surface within a metre of the point");
    }
    return new Hit(best, bestPoint, normal(bestTriangle));
  }

  private List<Integer> shell(int[] home, int shell) {
    List<Integer> out = new ArrayList<>();
    for (int i = -shell; i <= shell; i++) {
      for (int j = -shell; j <= shell; j++) {
        boolean face = Math.abs(i) == shell || Math.abs(j) == shell;
        for (int k = -shell; k <= shell; k += face ? 1 : Math.max(1, 2 * shell)) {
          out.addAll(cells.getOrDefault(key(home[0] + i, home[1] + j, home[2] + k), List.of()));
        }
      }
    }
    return out;
  }

  private double[] corner(int t, int c) {
    return Vec.get(positions, triangles[3 * t + c]);
  }

  private double[] normal(int t) {
    double[] a = corner(t, 0);
    double[] n = Vec.cross(Vec.sub(corner(t, 1), a), Vec.sub(corner(t, 2), a));
    double length = Vec.norm(n);
    return length > 0 ? Vec.scale(n, 1 / length) : new double[3];
  }

  /** Nearest point of a triangle: the foot on its plane, or else the best of its edges. */
  private double[] closest(double[] p, int t) {
    double[] a = corner(t, 0);
    double[] b = corner(t, 1);
    double[] c = corner(t, 2);
    double[] n = Vec.cross(Vec.sub(b, a), Vec.sub(c, a));
    double area = Vec.dot(n, n);
    if (area > 0) {
      double u = Vec.dot(n, Vec.cross(Vec.sub(c, b), Vec.sub(p, b))) / area;
      double v = Vec.dot(n, Vec.cross(Vec.sub(a, c), Vec.sub(p, c))) / area;
      if (u >= 0 && v >= 0 && u + v <= 1) {
        return Vec.add(Vec.add(Vec.scale(a, u), Vec.scale(b, v)), Vec.scale(c, 1 - u - v));
      }
    }
    double[] best = onEdge(p, a, b);
    for (double[] q : List.of(onEdge(p, b, c), onEdge(p, c, a))) {
      best = Vec.distance(p, q) < Vec.distance(p, best) ? q : best;
    }
    return best;
  }

  private static double[] onEdge(double[] p, double[] a, double[] b) {
    double[] way = Vec.sub(b, a);
    double t = Vec.dot(Vec.sub(p, a), way) / Math.max(1e-12, Vec.dot(way, way));
    return Vec.add(a, Vec.scale(way, Math.max(0, Math.min(1, t))));
  }
}
