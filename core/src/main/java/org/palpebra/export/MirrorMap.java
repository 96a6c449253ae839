package org.palpebra.export;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.palpebra.model.MorphableModel;

/** For each texel the texel that shows the same place on the other half of the face. */
final class MirrorMap {
  /** Farther from a mirrored vertex than this many millimetres there is no counterpart. */
  private static final float REACH = 4;

  private final int[] vertices;
  private final int[] texels;

  /** Compares the mean face with its reflection in the plane x = 0. */
  MirrorMap(MorphableModel model, UvMap map) {
    int[] mirrored = mirroredVertices(model.meanShape());
    vertices = mirrored;
    float[] uv = model.topology().uv();
    float[] target = new float[uv.length];
    for (int v = 0; v < mirrored.length; v++) {
      if (mirrored[v] >= 0) {
        target[2 * v] = uv[2 * mirrored[v]];
        target[2 * v + 1] = uv[2 * mirrored[v] + 1];
      }
    }
    boolean[] usable = usableTriangles(model.topology().triangles(), mirrored, uv, target);
    float[] perTexel = map.interpolate(target, 2);
    int size = map.size();
    texels = new int[size * size];
    for (int i = 0; i < texels.length; i++) {
      texels[i] = -1;
      if (map.covers(i) && usable[map.triangle(i)]) {
        int x = Math.max(0, Math.min(size - 1, (int) (size * perTexel[2 * i])));
        int y = Math.max(0, Math.min(size - 1, (int) (size * perTexel[2 * i + 1])));
        texels[i] = map.covers(y * size + x) ? y * size + x : -1;
      }
    }
  }

  /** The counterpart, or −1. */
  int of(int texel) {
    return texels[texel];
  }

  /** The vertex next to a vertex' reflection, or −1. */
  int ofVertex(int vertex) {
    return vertices[vertex];
  }

  /** The vertex next to each vertex's reflection, or −1. */
  private static int[] mirroredVertices(float[] p) {
    Integer[] byHeight = IntStream.range(0, p.length / 3).boxed().toArray(Integer[]::new);
    Arrays.sort(byHeight, Comparator.comparingDouble(v -> p[3 * v + 1]));
    int[] out = new int[byHeight.length];
    for (int i = 0; i < byHeight.length; i++) {
      out[byHeight[i]] = nearest(p, byHeight, i);
    }
    return out;
  }

  private static int nearest(float[] p, Integer[] byHeight, int from) {
    int v = byHeight[from];
    int best = -1;
    float bestSquare = REACH * REACH;
    for (int step = -1; step <= 1; step += 2) {
      for (int i = step < 0 ? from : from + 1; i >= 0 && i < byHeight.length; i += step) {
        int w = byHeight[i];
        float dy = p[3 * w + 1] - p[3 * v + 1];
        if (dy * dy >= bestSquare) {
          break;
        }
        float dx = p[3 * w] + p[3 * v];
        float dz = p[3 * w + 2] - p[3 * v + 2];
        float square = dx * dx + dy * dy + dz * dz;
        if (square < bestSquare) {
          bestSquare = square;
          best = w;
        }
      }
    }
    return best;
  }

  /** Leaves out triangles whose reflection is torn apart by a seam of the texture. */
  private static boolean[] usableTriangles(
      int[] triangles, int[] mirrored, float[] uv, float[] target) {
    boolean[] usable = new boolean[triangles.length / 3];
    for (int t = 0; t < usable.length; t++) {
      usable[t] = true;
      for (int k = 0; k < 3; k++) {
        int a = triangles[3 * t + k];
        int b = triangles[3 * t + (k + 1) % 3];
        if (mirrored[a] < 0 || distance(target, a, b) > 4 * distance(uv, a, b) + 0.005) {
          usable[t] = false;
        }
      }
    }
    return usable;
  }

  private static double distance(float[] uv, int a, int b) {
    return Math.hypot(uv[2 * a] - uv[2 * b], uv[2 * a + 1] - uv[2 * b + 1]);
  }
}
