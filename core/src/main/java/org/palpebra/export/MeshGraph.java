package org.palpebra.export;

import java.util.Arrays;
import org.palpebra.model.MorphableModel;

/** The mesh as nodes and edges; vertices that a seam of the texture has split are one node. */
final class MeshGraph {
  private final int[] node;
  private final int[] firstNeighbour;
  private final int[] neighbours;
  private final int[] piece;

  MeshGraph(MorphableModel model) {
    node = SamePlace.nodes(model.meanShape());
    int count = Arrays.stream(node).max().orElse(-1) + 1;
    long[] edges = edges(model.topology().triangles(), count);
    firstNeighbour = new int[count + 1];
    neighbours = new int[edges.length];
    for (int e = 0; e < edges.length; e++) {
      firstNeighbour[(int) (edges[e] / count) + 1]++;
      neighbours[e] = (int) (edges[e] % count);
    }
    for (int i = 0; i < count; i++) {
      firstNeighbour[i + 1] += firstNeighbour[i];
    }
    piece = pieces();
  }

  /** Both directions of each edge as {@code from·count + to}, ascending. */
  private long[] edges(int[] triangles, int count) {
    long[] all = new long[2 * triangles.length];
    int n = 0;
    for (int t = 0; t < triangles.length; t += 3) {
      for (int k = 0; k < 3; k++) {
        int a = node[triangles[t + k]];
        int b = node[triangles[t + (k + 1) % 3]];
        if (a != b) {
          all[n++] = (long) a * count + b;
          all[n++] = (long) b * count + a;
        }
      }
    }
    return Arrays.stream(all, 0, n).sorted().distinct().toArray();
  }

  private int[] pieces() {
    int[] found = new int[count()];
    Arrays.fill(found, -1);
    int[] stack = new int[count()];
    for (int start = 0; start < found.length; start++) {
      if (found[start] >= 0) {
        continue;
      }
      int n = 0;
      stack[n++] = start;
      found[start] = start;
      while (n > 0) {
        int i = stack[--n];
        for (int e = firstNeighbour[i]; e < firstNeighbour[i + 1]; e++) {
          if (found[neighbours[e]] < 0) {
            found[neighbours[e]] = start;
            stack[n++] = neighbours[e];
          }
        }
      }
    }
    return found;
  }

  int count() {
    return firstNeighbour.length - 1;
  }

  int vertexCount() {
    return node.length;
  }

  int node(int vertex) {
    return node[vertex];
  }

  /** The lowest node of the piece that a node hangs together with. */
  int piece(int i) {
    return piece[i];
  }

  int degree(int i) {
    return firstNeighbour[i + 1] - firstNeighbour[i];
  }

  /**
   * {@code out = (diagonal + stiffness·L)·x}, L the graph's Laplacian.
   *
   * @param diagonal one per node
   * @param x three per node, interleaved
   * @param out as {@code x}, another array
   */
  void apply(double[] diagonal, double stiffness, double[] x, double[] out) {
    for (int i = 0; i < count(); i++) {
      double a = 0;
      double b = 0;
      double c = 0;
      for (int e = firstNeighbour[i]; e < firstNeighbour[i + 1]; e++) {
        int j = 3 * neighbours[e];
        a += x[j];
        b += x[j + 1];
        c += x[j + 2];
      }
      double own = diagonal[i] + stiffness * degree(i);
      out[3 * i] = own * x[3 * i] - stiffness * a;
      out[3 * i + 1] = own * x[3 * i + 1] - stiffness * b;
      out[3 * i + 2] = own * x[3 * i + 2] - stiffness * c;
    }
  }
}
