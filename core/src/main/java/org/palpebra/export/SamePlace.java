package org.palpebra.export;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Vertices that a seam of the texture has split: several with one position. */
final class SamePlace {
  private SamePlace() {}

  /** All vertices, those with the same position next to each other. */
  static Integer[] sorted(float[] p) {
    Integer[] order = IntStream.range(0, p.length / 3).boxed().toArray(Integer[]::new);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingDouble(v -> p[3 * v])
            .thenComparingDouble(v -> p[3 * v + 1])
            .thenComparingDouble(v -> p[3 * v + 2]));
    return order;
  }

  static boolean same(float[] p, int a, int b) {
    return p[3 * a] == p[3 * b] && p[3 * a + 1] == p[3 * b + 1] && p[3 * a + 2] == p[3 * b + 2];
  }

  /** A number per vertex, from 0 without gaps, the same for vertices of one place. */
  static int[] nodes(float[] p) {
    Integer[] order = sorted(p);
    int[] nodes = new int[order.length];
    for (int i = 1, node = 0; i < order.length; i++) {
      node += same(p, order[i - 1], order[i]) ? 0 : 1;
      nodes[order[i]] = node;
    }
    return nodes;
  }
}
