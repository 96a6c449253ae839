package org.palpebra.onnx.opencv;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opencv.core.Rect;

/** Windows of one cascade that lie on each other, as in OpenCV's own grouping. */
final class HitGroups {
  /** Edges of neighbours differ by at most this part of the smaller window. */
  private static final double CLOSE = 0.2;

  private HitGroups() {}

  /**
   * Joins neighbours, neighbours of neighbours and so on.
   *
   * @return the mean window of each group and how many windows it has
   */
  static List<Group> of(Rect[] windows) {
    int[] parent = new int[windows.length];
    Arrays.setAll(parent, i -> i);
    for (int i = 0; i < windows.length; i++) {
      for (int j = 0; j < i; j++) {
        if (close(windows[i], windows[j])) {
          parent[root(parent, i)] = root(parent, j);
        }
      }
    }
    Map<Integer, Group> groups = new LinkedHashMap<>();
    for (int i = 0; i < windows.length; i++) {
      Rect w = windows[i];
      groups.merge(root(parent, i), new Group(w.x, w.y, w.width, 1), Group::plus);
    }
    return List.copyOf(groups.values());
  }

  private static boolean close(Rect a, Rect b) {
    double most = CLOSE * Math.min(a.width, b.width);
    return Math.abs(a.x - b.x) <= most
        && Math.abs(a.y - b.y) <= most
        && Math.abs(a.x + a.width - b.x - b.width) <= most
        && Math.abs(a.y + a.height - b.y - b.height) <= most;
  }

  private static int root(int[] parent, int i) {
    int root = i;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }

  /**
   * The mean window.
   *
   * @param x of its left edge
   * @param y of its upper edge
   * @param side of the square
   * @param count of windows
   */
  record Group(double x, double y, double side, int count) {
    private Group plus(Group other) {
      int n = count + other.count;
      return new Group(
          (x * count + other.x * other.count) / n,
          (y * count + other.y * other.count) / n,
          (side * count + other.side * other.count) / n,
          n);
    }
  }
}
