package org.palpebra.model.io;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import org.palpebra.internal.ObjText;

/** Which vertices of a polygon mesh are neighbours along an edge, and ways along edges. */
final class MeshEdges {
  private static final int NONE = -1;

  private final double[] positions;
  private final int[] starts;
  private final int[] neighbours;

  /** Edges of the polygons of a mesh, each from both ends. */
  MeshEdges(ObjText mesh) {
    positions = mesh.positions();
    int count = positions.length / 3;
    int[] from = new int[2 * mesh.corners().length];
    int[] to = new int[from.length];
    int n = 0;
    for (int p = 0; p + 1 < mesh.polygons().length; p++) {
      int first = mesh.polygons()[p];
      int end = mesh.polygons()[p + 1];
      for (int c = first; c < end; c++) {
        int a = mesh.corners()[c];
        int b = mesh.corners()[c + 1 < end ? c + 1 : first];
        from[n] = a;
        to[n++] = b;
        from[n] = b;
        to[n++] = a;
      }
    }
    starts = new int[count + 1];
    for (int v : from) {
      starts[v + 1]++;
    }
    for (int v = 0; v < count; v++) {
      starts[v + 1] += starts[v];
    }
    int[] next = Arrays.copyOf(starts, count);
    neighbours = new int[from.length];
    for (int i = 0; i < n; i++) {
      neighbours[next[from[i]]++] = to[i];
    }
  }

  /**
   * Lengths of the shortest ways along edges from some vertices.
   *
   * @param allowed where the ways may lead
   * @param limit longer ways are left out, as infinite
   */
  double[] distances(int[] sources, IntPredicate allowed, double limit) {
    return new Search(sources, allowed, limit, NONE).distance;
  }

  /**
   * The shortest way along edges, both ends included; empty if there is none.
   *
   * @param allowed where the way may lead
   */
  int[] path(int from, int to, IntPredicate allowed) {
    Search search =
        new Search(new int[] {from}, allowed.or(v -> v == to), Double.POSITIVE_INFINITY, to);
    int[] reversed = new int[positions.length / 3];
    int n = 0;
    for (int v = to; v != NONE; v = search.before[v]) {
      reversed[n++] = v;
    }
    if (reversed[n - 1] != from) {
      return new int[0];
    }
    int[] path = new int[n];
    for (int i = 0; i < n; i++) {
      path[i] = reversed[n - 1 - i];
    }
    return path;
  }

  private record Step(double distance, int vertex) implements Comparable<Step> {
    @Override
    public int compareTo(Step other) {
      int order = Double.compare(distance, other.distance);
      return order != 0 ? order : Integer.compare(vertex, other.vertex);
    }
  }

  /** Dijkstra's. */
  private final class Search {
    final double[] distance = new double[positions.length / 3];
    final int[] before = new int[distance.length];
    private final PriorityQueue<Step> queue = new PriorityQueue<>();

    Search(int[] sources, IntPredicate allowed, double limit, int goal) {
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      Arrays.fill(before, NONE);
      for (int v : sources) {
        distance[v] = 0;
        queue.add(new Step(0, v));
      }
      for (Step step = queue.poll(); step != null && step.vertex != goal; step = queue.poll()) {
        if (step.distance == distance[step.vertex]) {
          leave(step, allowed, limit);
        }
      }
    }

    private void leave(Step step, IntPredicate allowed, double limit) {
      for (int i = starts[step.vertex]; i < starts[step.vertex + 1]; i++) {
        int v = neighbours[i];
        double d = step.distance + length(step.vertex, v);
        if (d < distance[v] && d <= limit && allowed.test(v)) {
          distance[v] = d;
          before[v] = step.vertex;
          queue.add(new Step(d, v));
        }
      }
    }
  }

  private double length(int a, int b) {
    double x = positions[3 * a] - positions[3 * b];
    double y = positions[3 * a + 1] - positions[3 * b + 1];
    double z = positions[3 * a + 2] - positions[3 * b + 2];
    return Math.sqrt(x * x + y * y + z * z);
  }
}
