package org.palpebra.benchmarks;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A mesh with a rim laid out in the plane: the rim on a curve, every other vertex at the mean of
 * its neighbours (Tutte 1963); holes open as they like.
 */
final class FlatMesh {
  private static final double TOLERANCE = 1e-9;
  private static final int NONE = -1;

  private final int[][] neighbours;
  private final int[] rim;

  /**
   * @param triangles oriented alike, in one piece, each vertex used
   */
  FlatMesh(int vertexCount, int[] triangles) {
    Set<Long> directed = new HashSet<>(2 * triangles.length);
    for (int i = 0; i < triangles.length; i++) {
      int next = i % 3 == 2 ? i - 2 : i + 1;
      directed.add(edge(triangles[i], triangles[next]));
    }
    int[] degree = new int[vertexCount];
    int[] successors = new int[vertexCount];
    Arrays.fill(successors, NONE);
    for (long e : directed) {
      degree[from(e)]++;
      if (!directed.contains(edge(to(e), from(e)))) {
        degree[to(e)]++;
        successors[from(e)] = to(e);
      }
    }
    neighbours = new int[vertexCount][];
    Arrays.setAll(neighbours, v -> new int[degree[v]]);
    for (long e : directed) {
      neighbours[from(e)][--degree[from(e)]] = to(e);
      if (successors[from(e)] == to(e)) {
        neighbours[to(e)][--degree[to(e)]] = from(e);
      }
    }
    for (int[] around : neighbours) {
      Arrays.sort(around); // sums do not depend on the hash set's order
    }
    rim = longestLoop(successors);
  }

  /** The longest boundary, counter-clockwise seen from the side from which the triangles are. */
  int[] rim() {
    return rim.clone();
  }

  /** How many vertices share an edge with that one. */
  int neighbours(int vertex) {
    return neighbours[vertex].length;
  }

  /**
   * @param rimPlaces x0,y0,… of the rim's vertices in their order, counter-clockwise
   * @return x0,y0,… of all vertices
   */
  double[] layOut(double[] rimPlaces) {
    boolean[] fixed = new boolean[neighbours.length];
    double[] places = new double[2 * neighbours.length];
    for (int i = 0; i < rim.length; i++) {
      fixed[rim[i]] = true;
      places[2 * rim[i]] = rimPlaces[2 * i];
      places[2 * rim[i] + 1] = rimPlaces[2 * i + 1];
    }
    for (int axis = 0; axis < 2; axis++) {
      double[] coordinate = new double[neighbours.length];
      for (int v = 0; v < coordinate.length; v++) {
        coordinate[v] = places[2 * v + axis];
      }
      relax(coordinate, fixed);
      for (int v = 0; v < coordinate.length; v++) {
        places[2 * v + axis] = coordinate[v];
      }
    }
    return places;
  }

  /** Conjugate gradients on the graph's Laplacian, each row divided by its diagonal. */
  private void relax(double[] x, boolean[] fixed) {
    double[] residual = laplacian(x, fixed);
    double[] direction = new double[x.length];
    double energy = 0;
    for (int v = 0; v < x.length; v++) {
      residual[v] = -residual[v];
      direction[v] = residual[v] / neighbours[v].length;
      energy += residual[v] * direction[v];
    }
    double enough = TOLERANCE * TOLERANCE * energy;
    while (energy > enough) {
      double[] image = laplacian(direction, fixed);
      double curvature = 0;
      for (int v = 0; v < x.length; v++) {
        curvature += direction[v] * image[v];
      }
      double step = energy / curvature;
      double next = 0;
      for (int v = 0; v < x.length; v++) {
        x[v] += step * direction[v];
        residual[v] -= step * image[v];
        next += residual[v] * residual[v] / neighbours[v].length;
      }
      for (int v = 0; v < x.length; v++) {
        direction[v] = residual[v] / neighbours[v].length + next / energy * direction[v];
      }
      energy = next;
    }
  }

  /** What the vertex's degree times it lacks to the sum of its neighbours; 0 where fixed. */
  private double[] laplacian(double[] x, boolean[] fixed) {
    double[] out = new double[x.length];
    for (int v = 0; v < x.length; v++) {
      if (!fixed[v]) {
        double sum = neighbours[v].length * x[v];
        for (int n : neighbours[v]) {
          sum -= x[n];
        }
        out[v] = sum;
      }
    }
    return out;
  }

  /**
   * @param successors the next vertex along a boundary; overwritten
   */
  private static int[] longestLoop(int[] successors) {
    int[] longest = {};
    int[] loop = new int[successors.length];
    for (int start = 0; start < successors.length; start++) {
      int length = 0;
      for (int v = start; successors[v] != NONE; ) {
        loop[length++] = v;
        int next = successors[v];
        successors[v] = NONE;
        v = next;
      }
      if (length > longest.length) {
        longest = Arrays.copyOf(loop, length);
      }
    }
    return longest;
  }

  private static long edge(int from, int to) {
    return (long) from << 32 | to;
  }

  private static int from(long edge) {
    return (int) (edge >> 32);
  }

  private static int to(long edge) {
    return (int) edge;
  }
}
