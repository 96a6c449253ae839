package org.palpebra.model.io;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.palpebra.internal.ObjText;

/**
 * The kit's vertices with one texture coordinate each: behind the kit's own stand copies of those
 * along the texture's seams.
 */
final class IctVertices {
  private final IctLayout layout;
  private final int[] originals;
  private final int[] triangles;
  private final float[] uv;

  private record Place(int vertex, float u, float v) {}

  /**
   * @param transparent whether parts that are not opaque have triangles, too
   */
  IctVertices(IctLayout layout, ObjText mesh, boolean transparent) {
    this.layout = layout;
    int kit = layout.vertexCount();
    Map<Place, Integer> places = new HashMap<>();
    int[] origins = Arrays.copyOf(range(kit), kit + mesh.corners().length);
    float[] coordinates = new float[2 * origins.length];
    boolean[] placed = new boolean[kit];
    int[] corners = new int[mesh.corners().length];
    int count = kit;
    for (int c = 0; c < corners.length; c++) {
      int v = mesh.corners()[c];
      int t = mesh.uvCorners()[c];
      String region = layout.regions().get(layout.regionOf(v)).name();
      float[] at = IctAtlas.place(region, mesh.uv()[2 * t], mesh.uv()[2 * t + 1]);
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
    triangles = triangles(mesh, corners, transparent);
  }

  private static int[] range(int count) {
    int[] range = new int[count];
    Arrays.setAll(range, i -> i);
    return range;
  }

  /** Fans of the polygons. */
  private int[] triangles(ObjText mesh, int[] corners, boolean transparent) {
    int[] out = new int[3 * corners.length];
    int n = 0;
    for (int p = 0; p + 1 < mesh.polygons().length; p++) {
      int first = mesh.polygons()[p];
      if (transparent || layout.regions().get(layout.regionOf(mesh.corners()[first])).opaque()) {
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

  /** Region of each vertex. */
  byte[] regions() {
    byte[] regions = new byte[count()];
    for (int v = 0; v < regions.length; v++) {
      regions[v] = (byte) layout.regionOf(originals[v]);
    }
    return regions;
  }

  /** Three numbers of each of the kit's vertices, also for the copies. */
  float[] spread(double[] kit) {
    float[] out = new float[3 * count()];
    spread(kit, out, 0);
    return out;
  }

  float[] spread(float[] kit) {
    float[] out = new float[3 * count()];
    for (int v = 0; v < count(); v++) {
      System.arraycopy(kit, 3 * originals[v], out, 3 * v, 3);
    }
    return out;
  }

  /** As {@link #spread(double[])}, into a column of a basis. */
  void spread(double[] kit, float[] data, int column) {
    int offset = column * 3 * count();
    for (int v = 0; v < count(); v++) {
      for (int k = 0; k < 3; k++) {
        data[offset + 3 * v + k] = (float) kit[3 * originals[v] + k];
      }
    }
  }
}
