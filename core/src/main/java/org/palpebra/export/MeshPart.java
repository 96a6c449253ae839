package org.palpebra.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.palpebra.model.Topology;

/**
 * A piece of the mesh that becomes a node of its own.
 *
 * @param name {@code face}, or the region's name
 * @param vertices the piece's vertices as indices into the whole mesh, ascending
 * @param triangles indices into {@code vertices}, three per triangle
 * @param movable whether the piece turns about its own centre (an eyeball)
 */
record MeshPart(String name, int[] vertices, int[] triangles, boolean movable) {
  /**
   * Cuts the mesh: each eyeball and each set of teeth on its own, everything else together and
   * first. A triangle belongs to the piece of its first vertex.
   */
  static List<MeshPart> of(Topology topology) {
    int count = topology.regionNames().size();
    byte[] regions = topology.regions();
    List<MeshPart> parts = new ArrayList<>();
    int[] partOfRegion = new int[count];
    List<String> names = new ArrayList<>(List.of("face"));
    for (int r = 0; r < count; r++) {
      if (standsAlone(topology.regionNames().get(r))) {
        partOfRegion[r] = names.size();
        names.add(topology.regionNames().get(r));
      }
    }
    for (int p = 0; p < names.size(); p++) {
      int[] triangles = trianglesOf(topology.triangles(), regions, partOfRegion, p);
      if (triangles.length > 0) {
        parts.add(cut(names.get(p), triangles, topology.vertexCount()));
      }
    }
    return parts;
  }

  private static boolean standsAlone(String region) {
    return isEyeball(region) || region.toLowerCase(Locale.ROOT).contains("teeth");
  }

  private static boolean isEyeball(String region) {
    return region.toLowerCase(Locale.ROOT).contains("eyeball");
  }

  private static int[] trianglesOf(int[] triangles, byte[] regions, int[] partOfRegion, int part) {
    if (regions.length == 0) {
      return triangles.clone();
    }
    int[] chosen = new int[triangles.length];
    int n = 0;
    for (int t = 0; t < triangles.length; t += 3) {
      if (partOfRegion[regions[triangles[t]]] == part) {
        chosen[n] = triangles[t];
        chosen[n + 1] = triangles[t + 1];
        chosen[n + 2] = triangles[t + 2];
        n += 3;
      }
    }
    return Arrays.copyOf(chosen, n);
  }

  private static MeshPart cut(String name, int[] triangles, int vertexCount) {
    int[] vertices = Arrays.stream(triangles).sorted().distinct().toArray();
    int[] local = new int[vertexCount];
    for (int i = 0; i < vertices.length; i++) {
      local[vertices[i]] = i;
    }
    for (int i = 0; i < triangles.length; i++) {
      triangles[i] = local[triangles[i]];
    }
    return new MeshPart(name, vertices, triangles, isEyeball(name));
  }

  /** The rows of this piece's vertices out of {@code size} numbers per vertex. */
  float[] gather(float[] values, int size) {
    float[] out = new float[size * vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      System.arraycopy(values, size * vertices[i], out, size * i, size);
    }
    return out;
  }
}
