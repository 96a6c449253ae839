package org.palpebra.model.io;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.palpebra.internal.ObjText;

/**
 * The vertices of an OBJ file with one texture coordinate each: behind the file's own stand copies
 * of those along the texture's seams.
 */
final class SplitVertices {
  private final int[] originals;
  private final int[] triangles;
  private final float[] uv;

  /** Where texture coordinates of a vertex come to lie. */
  @FunctionalInterface
  interface Placement {
    /**
     * Places a pair.
     *
     * @param v upwards, as OBJ has it
     * @return in [0, 1], v downwards
     */
    float[] place(int vertex, double u, double v);
  }

  private record Place(int vertex, float u, float v) {}

  /**
   * @param mesh all of its corners have texture coordinates, or none
   * @param drawn whether a polygon that begins with that vertex has triangles
   */
  SplitVertices(ObjText mesh, Placement placement, IntPredicate drawn) {
    int count = mesh.positions().length / 3;
    int[] corners = mesh.corners();
    if (Arrays.stream(mesh.uvCorners()).allMatch(t -> t < 0)) {
      originals = range(count);
      uv = new float[0];
    } else {
      Map<Place, Integer> places = new HashMap<>();
      int[] origins = Arrays.copyOf(range(count), count + corners.length);
      float[] coordinates = new float[2 * origins.length];
      boolean[] placed = new boolean[count];
      corners = new int[corners.length];
      for (int c = 0; c < corners.length; c++) {
        int v = mesh.corners()[c];
        int t = mesh.uvCorners()[c];
        float[] at = placement.place(v, mesh.uv()[2 * t], mesh.uv()[2 * t + 1]);
        Place place = new Place(v, at[0], at[1]);
        Integer known = places.get(place);
        if (known == null) {
          known = placed[v] ? count++ : v;
          placed[v] = true;
          places.put(place, known);
          origins[known] = v;
          coordinates[2 * known] = at[0];
          coordinates[2 * known + 1] = at[1];
        }
        corners[c] = known;
      }
      originals = Arrays.copyOf(origins, count);
      uv = Arrays.copyOf(coordinates, 2 * count);
    }
    triangles = triangles(mesh, corners, drawn);
  }

  private static int[] range(int count) {
    int[] range = new int[count];
    Arrays.setAll(range, i -> i);
    return range;
  }

  /** Fans of the polygons. */
  private static int[] triangles(ObjText mesh, int[] corners, IntPredicate drawn) {
    int[] out = new int[3 * corners.length];
    int n = 0;
    for (int p = 0; p + 1 < mesh.polygons().length; p++) {
      int first = mesh.polygons()[p];
      if (drawn.test(mesh.corners()[first])) {
        for (int c = first + 1; c + 1 < mesh.polygons()[p + 1]; c++) {
          out[n++] = corners[first];
          out[n++] = corners[c];
          out[n++] = corners[c + 1];
        }
      }
    }
    return Arrays.copyOf(out, n);
  }

  int count() {
    return originals.length;
  }

  int[] triangles() {
    return triangles;
  }

  float[] uv() {
    return uv;
  }

  /** The file's vertex of which a vertex is a copy, or itself. */
  int original(int vertex) {
    return originals[vertex];
  }

  /** Three numbers of each of the file's vertices, also for the copies. */
  float[] spread(double[] own) {
    float[] out = new float[3 * count()];
    spread(own, out, 0);
    return out;
  }

  float[] spread(float[] own) {
    float[] out = new float[3 * count()];
    for (int v = 0; v < count(); v++) {
      System.arraycopy(own, 3 * originals[v], out, 3 * v, 3);
    }
    return out;
  }

  /** As {@link #spread(double[])}, into a column of a basis. */
  void spread(double[] own, float[] data, int column) {
    int offset = column * 3 * count();
    for (int v = 0; v < count(); v++) {
      for (int k = 0; k < 3; k++) {
        data[offset + 3 * v + k] = (float) own[3 * originals[v] + k];
      }
    }
  }
}
