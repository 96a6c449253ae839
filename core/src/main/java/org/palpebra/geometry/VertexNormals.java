package org.palpebra.geometry;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;
import org.palpebra.model.Topology;

/**
 * Unit vertex normals: the mean direction of the unit normals of the faces around a vertex, every
 * face counting the same whatever its area (as Deep3DFaceRecon does). Thread-safe.
 */
public final class VertexNormals {
  /** Between these, squares of lengths are right in floats, which take half the time. */
  private static final float SMALL = 1e-30f;

  private static final float LARGE = 1e30f;

  private final int vertexCount;
  private final int[] triangles;

  /** Cheap: the topology is kept by reference and nothing is computed yet. */
  public VertexNormals(Topology topology) {
    vertexCount = topology.vertexCount();
    triangles = topology.triangles();
  }

  /**
   * Computes the normals; they point to the side from which the triangles are counter-clockwise.
   *
   * @param vertices {@code float[3·V]}, xyz interleaved, not modified
   * @param out {@code float[3·V]} to fill, not {@code vertices}, or null for a new one
   * @return xyz interleaved, length 1; (0, 0, 0) for a vertex without a face that has an area
   */
  public float[] compute(float[] vertices, float @Nullable [] out) {
    Buffers.requireLength("vertices", vertices.length, 3 * vertexCount);
    float[] normals = Buffers.orNew(out, vertices.length);
    if (normals == vertices) {
      throw new IllegalArgumentException("the output must not be the input");
    }
    Arrays.fill(normals, 0);
    accumulateFaces(vertices, normals);
    normalise(normals);
    return normals;
  }

  private void accumulateFaces(float[] v, float[] normals) {
    for (int t = 0; t < triangles.length; t += 3) {
      int a = 3 * triangles[t];
      int b = 3 * triangles[t + 1];
      int c = 3 * triangles[t + 2];
      float ux = v[b] - v[a];
      float uy = v[b + 1] - v[a + 1];
      float uz = v[b + 2] - v[a + 2];
      float wx = v[c] - v[a];
      float wy = v[c + 1] - v[a + 1];
      float wz = v[c + 2] - v[a + 2];
      float nx = uy * wz - uz * wy;
      float ny = uz * wx - ux * wz;
      float nz = ux * wy - uy * wx;
      float scale = inverseLength(nx, ny, nz);
      add(normals, a, nx * scale, ny * scale, nz * scale);
      add(normals, b, nx * scale, ny * scale, nz * scale);
      add(normals, c, nx * scale, ny * scale, nz * scale);
    }
  }

  private static void add(float[] normals, int i, float x, float y, float z) {
    normals[i] += x;
    normals[i + 1] += y;
    normals[i + 2] += z;
  }

  private static void normalise(float[] normals) {
    for (int i = 0; i < normals.length; i += 3) {
      float scale = inverseLength(normals[i], normals[i + 1], normals[i + 2]);
      normals[i] *= scale;
      normals[i + 1] *= scale;
      normals[i + 2] *= scale;
    }
  }

  /** 1 / length, or 0 where there is no direction. */
  private static float inverseLength(float x, float y, float z) {
    float square = x * x + y * y + z * z;
    return square > SMALL && square < LARGE ? 1 / (float) Math.sqrt(square) : inDouble(x, y, z);
  }

  private static float inDouble(double x, double y, double z) {
    double length = Math.sqrt(x * x + y * y + z * z);
    return length > 1e-30 ? (float) (1 / length) : 0;
  }
}
