package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Lays an open polygon mesh out in the unit disc: the longest boundary goes to the circle by arc
 * length, every other vertex to the mean of its neighbours (Tutte 1963), holes closed by one extra
 * vertex each. The result has no overlaps, so the two sides of an eye or mouth stay apart.
 */
final class DiscLayout {
  private final int vertices;
  private final List<TreeSet<Integer>> neighbours = new ArrayList<>();
  private final List<int[]> loops;

  DiscLayout(int vertices, List<int[]> faces) {
    this.vertices = vertices;
    for (int i = 0; i < vertices; i++) {
      neighbours.add(new TreeSet<>());
    }
    Map<Long, Integer> directed = new HashMap<>();
    for (int[] face : faces) {
      for (int i = 0; i < face.length; i++) {
        int a = face[i];
        int b = face[(i + 1) % face.length];
        neighbours.get(a).add(b);
        neighbours.get(b).add(a);
        directed.put((long) a * vertices + b, b);
      }
    }
    loops = boundaries(directed);
  }

  /** Boundary loops, longest first. */
  List<int[]> loops() {
    return loops;
  }

  Iterable<Integer> neighbours(int v) {
    return neighbours.get(v);
  }

  private List<int[]> boundaries(Map<Long, Integer> directed) {
    int[] next = new int[vertices];
    Arrays.fill(next, -1);
    for (long edge : directed.keySet()) {
      int a = (int) (edge / vertices);
      int b = (int) (edge % vertices);
      if (!directed.containsKey((long) b * vertices + a)) {
        next[a] = b;
      }
    }
    List<int[]> out = new ArrayList<>();
    for (int start = 0; start < vertices; start++) {
      List<Integer> loop = new ArrayList<>();
      for (int v = start; next[v] >= 0; ) {
        loop.add(v);
        int n = next[v];
        next[v] = -1;
        v = n;
      }
      if (!loop.isEmpty()) {
        out.add(loop.stream().mapToInt(Integer::intValue).toArray());
      }
    }
    out.sort((a, b) -> Integer.compare(b.length, a.length));
    return out;
  }

  /**
   * @param positions xyz of the vertices
   * @param top index into the outer loop of the vertex that goes to (0, 1)
   * @return x0,y0,… in the unit disc
   */
  double[] solve(double[] positions, int top) {
    int total = vertices + loops.size() - 1;
    double[] xy = new double[2 * total];
    boolean[] fixed = new boolean[total];
    placeOuter(positions, top, xy, fixed);
    int[][] graph = new int[total][];
    for (int v = 0; v < vertices; v++) {
      graph[v] = neighbours.get(v).stream().mapToInt(Integer::intValue).toArray();
    }
    for (int h = 1; h < loops.size(); h++) {
      int centre = vertices + h - 1;
      graph[centre] = loops.get(h).clone();
      for (int v : loops.get(h)) {
        graph[v] = Arrays.copyOf(graph[v], graph[v].length + 1);
        graph[v][graph[v].length - 1] = centre;
      }
    }
    relax(graph, fixed, xy);
    return Arrays.copyOf(xy, 2 * vertices);
  }

  private void placeOuter(double[] p, int top, double[] xy, boolean[] fixed) {
    int[] loop = loops.get(0);
    double[] along = new double[loop.length + 1];
    for (int i = 0; i < loop.length; i++) {
      int a = loop[(top + i) % loop.length];
      int b = loop[(top + i + 1) % loop.length];
      along[i + 1] = along[i] + distance(p, a, b);
    }
    for (int i = 0; i < loop.length; i++) {
      double angle = 2 * Math.PI * along[i] / along[loop.length];
      int v = loop[(top + i) % loop.length];
      // The side of the face the loop leads to first decides the sense of rotation.
      double side = Math.signum(p[3 * loop[(top + loop.length / 4) % loop.length]]);
      xy[2 * v] = side * StrictMath.sin(angle);
      xy[2 * v + 1] = StrictMath.cos(angle);
      fixed[v] = true;
    }
  }

  /** Successive over-relaxation in index order: deterministic and quick enough for one run. */
  private static void relax(int[][] graph, boolean[] fixed, double[] xy) {
    double omega = 1.97;
    for (int round = 0; round < 3000; round++) {
      for (int v = 0; v < graph.length; v++) {
        if (!fixed[v]) {
          double x = 0;
          double y = 0;
          for (int n : graph[v]) {
            x += xy[2 * n];
            y += xy[2 * n + 1];
          }
          xy[2 * v] += omega * (x / graph[v].length - xy[2 * v]);
          xy[2 * v + 1] += omega * (y / graph[v].length - xy[2 * v + 1]);
        }
      }
    }
  }

  static double distance(double[] p, int a, int b) {
    double x = p[3 * a] - p[3 * b];
    double y = p[3 * a + 1] - p[3 * b + 1];
    double z = p[3 * a + 2] - p[3 * b + 2];
    return Math.sqrt(x * x + y * y + z * z);
  }
}
