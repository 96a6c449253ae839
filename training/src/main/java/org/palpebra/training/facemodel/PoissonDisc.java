package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Points in space in a hash grid, to ask whether a place is free. */
final class PoissonDisc {
  private static final double CELL = 4;
  private final Map<Long, List<double[]>> cells = new HashMap<>();

  void add(double[] p) {
    cells.computeIfAbsent(key(cell(p[0]), cell(p[1]), cell(p[2])), k -> new ArrayList<>()).add(p);
  }

  /** Whether nothing lies nearer than that. */
  boolean free(double[] p, double distance) {
    int reach = (int) Math.ceil(distance / CELL);
    for (int i = -reach; i <= reach; i++) {
      for (int j = -reach; j <= reach; j++) {
        for (int k = -reach; k <= reach; k++) {
          for (double[] q :
              cells.getOrDefault(key(cell(p[0]) + i, cell(p[1]) + j, cell(p[2]) + k), List.of())) {
            if (HalfMesh.distance(p, q) < distance) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  private static int cell(double x) {
    return (int) Math.floor(x / CELL);
  }

  private static long key(int i, int j, int k) {
    return ((i + 2000L) * 4096 + j + 2000L) * 4096 + k + 2000L;
  }
}
