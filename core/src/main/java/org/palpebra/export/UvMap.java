package org.palpebra.export;

import java.util.List;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;

/** Which point of the mesh each texel of a square texture shows. */
final class UvMap {
  private final int size;
  private final int[] triangles;
  private final float[] screen;
  private final FragmentBuffer fragments;
  private final int[] partOfTriangle;
  private final List<MeshPart> parts;

  UvMap(MorphableModel model, int size) {
    this.size = size;
    Topology topology = model.topology();
    triangles = topology.triangles();
    parts = MeshPart.of(topology);
    partOfTriangle = partOfTriangle(topology, parts);
    float[] uv = topology.uv();
    screen = new float[3 * topology.vertexCount()];
    for (int v = 0; v < topology.vertexCount(); v++) {
      screen[3 * v] = size * uv[2 * v];
      screen[3 * v + 1] = size * uv[2 * v + 1];
      screen[3 * v + 2] = 1;
    }
    fragments = new Rasterizer(size, size).rasterize(screen, triangles, null);
  }

  private static int[] partOfTriangle(Topology topology, List<MeshPart> parts) {
    int[] partOfVertex = new int[topology.vertexCount()];
    for (int p = 0; p < parts.size(); p++) {
      for (int v : parts.get(p).vertices()) {
        partOfVertex[v] = p;
      }
    }
    int[] out = new int[topology.triangleCount()];
    for (int t = 0; t < out.length; t++) {
      out[t] = partOfVertex[topology.triangles()[3 * t]];
    }
    return out;
  }

  int size() {
    return size;
  }

  List<MeshPart> parts() {
    return parts;
  }

  boolean covers(int texel) {
    return fragments.covers(texel);
  }

  /** The piece that a triangle belongs to, as an index into {@link #parts()}. */
  int partOfTriangle(int triangle) {
    return partOfTriangle[triangle];
  }

  /** The piece that a covered texel belongs to. */
  int part(int texel) {
    return partOfTriangle[fragments.triangles()[texel]];
  }

  int triangle(int texel) {
    return fragments.triangles()[texel];
  }

  /** Vertex attributes at every texel, interleaved, 0 where no triangle lies. */
  float[] interpolate(float[] attributes, int channels) {
    return fragments.interpolate(screen, triangles, attributes, channels, null);
  }

  /**
   * Left, top, right, bottom (the latter two exclusive) of a piece's texels; all 0 if it has none.
   */
  int[] bounds(int part) {
    int[] box = {size, size, 0, 0};
    for (int i = 0; i < size * size; i++) {
      if (covers(i) && part(i) == part) {
        box[0] = Math.min(box[0], i % size);
        box[1] = Math.min(box[1], i / size);
        box[2] = Math.max(box[2], i % size + 1);
        box[3] = Math.max(box[3], i / size + 1);
      }
    }
    return box[2] == 0 ? new int[4] : box;
  }

  /** How many texels each piece covers. */
  int[] texelsPerPart() {
    int[] count = new int[parts.size()];
    for (int i = 0; i < size * size; i++) {
      if (covers(i)) {
        count[part(i)]++;
      }
    }
    return count;
  }
}
