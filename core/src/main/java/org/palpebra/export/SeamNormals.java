package org.palpebra.export;

import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.MorphableModel;

/**
 * Vertex normals that do not break where the texture's seam splits a vertex into several with the
 * same position and different texture coordinates.
 */
final class SeamNormals {
  private SeamNormals() {}

  /**
   * Unit normals, (0, 0, 1) for a vertex without a face that has an area.
   *
   * @param shape {@code float[3·V]}, not modified
   */
  static float[] compute(MorphableModel model, float[] shape) {
    float[] normals = new VertexNormals(model.topology()).compute(shape, null);
    float[] mean = model.meanShape();
    Integer[] order = SamePlace.sorted(mean);
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && SamePlace.same(mean, order[from], order[to])) {
        to++;
      }
      if (to - from > 1) {
        join(normals, shape, order, from, to);
      }
      from = to;
    }
    for (int i = 0; i < normals.length; i += 3) {
      if (normals[i] == 0 && normals[i + 1] == 0 && normals[i + 2] == 0) {
        normals[i + 2] = 1;
      }
    }
    return normals;
  }

  /**
   * Gives vertices of one place their mean normal, if they agree on a side and still lie together:
   * lips that touch in the mean face do neither.
   */
  private static void join(float[] normals, float[] shape, Integer[] order, int from, int to) {
    int first = 3 * order[from];
    float x = 0;
    float y = 0;
    float z = 0;
    for (int i = from; i < to; i++) {
      int v = 3 * order[i];
      float dot =
          normals[v] * normals[first]
              + normals[v + 1] * normals[first + 1]
              + normals[v + 2] * normals[first + 2];
      if (dot <= 0 || !SamePlace.same(shape, order[from], order[i])) {
        return;
      }
      x += normals[v];
      y += normals[v + 1];
      z += normals[v + 2];
    }
    float scale = (float) (1 / Math.sqrt((double) x * x + y * y + z * z));
    for (int i = from; i < to; i++) {
      int v = 3 * order[i];
      normals[v] = x * scale;
      normals[v + 1] = y * scale;
      normals[v + 2] = z * scale;
    }
  }
}
