package org.palpebra.model;

/**
 * What does not change with the coefficients.
 *
 * @param vertexCount number of vertices
 * @param triangles vertex indices, three per triangle, counter-clockwise seen from outside
 * @param uv texture coordinates {@code u0,v0,u1,v1…} in [0, 1], origin top-left (glTF); empty if
 *     the model has none
 * @param regions a region id per vertex (index into {@link #regionNames()}); empty if unknown
 * @param regionNames such as {@code skin}, {@code leftEyeball}, {@code rightEyeball}
 */
public record Topology(
    int vertexCount,
    int[] triangles,
    float[] uv,
    byte[] regions,
    java.util.List<String> regionNames) {
  public Topology {
    regionNames = java.util.List.copyOf(regionNames);
    if (triangles.length % 3 != 0) {
      throw new IllegalArgumentException(
          "triangle indices come in threes, got " + triangles.length);
    }
    for (int v : triangles) {
      if (v < 0 || v >= vertexCount) {
        throw new IllegalArgumentException(
            "triangle index %d outside 0..%d".formatted(v, vertexCount - 1));
      }
    }
    if (uv.length != 0 && uv.length != 2 * vertexCount) {
      throw new IllegalArgumentException(
          "expected %d texture coordinates, got %d".formatted(2 * vertexCount, uv.length));
    }
    if (regions.length != 0 && regions.length != vertexCount) {
      throw new IllegalArgumentException(
          "expected %d region ids, got %d".formatted(vertexCount, regions.length));
    }
  }

  /** Number of triangles. */
  public int triangleCount() {
    return triangles.length / 3;
  }
}
