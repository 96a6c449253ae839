package org.palpebra.geometry;

/**
 * The faces around each vertex.
 *
 * @param starts where vertex v's faces begin in {@code faces}; one more than there are vertices
 * @param faces triangle indices, ascending for each vertex
 */
record FaceRing(int[] starts, int[] faces) {
  static FaceRing of(int vertexCount, int[] triangles) {
    int[] starts = new int[vertexCount + 1];
    for (int v : triangles) {
      starts[v + 1]++;
    }
    for (int v = 0; v < vertexCount; v++) {
      starts[v + 1] += starts[v];
    }
    int[] next = starts.clone();
    int[] faces = new int[triangles.length];
    for (int i = 0; i < triangles.length; i++) {
      faces[next[triangles[i]]++] = i / 3;
    }
    return new FaceRing(starts, faces);
  }

  /**
   * Sums and normalises what lies on the faces around vertices.
   *
   * @param vectors on faces, all x, then all y, then all z
   * @param count number of faces
   * @param out xyz interleaved, of which vertices {@code from} to {@code to} are filled in
   */
  void sum(float[] vectors, int count, float[] out, int from, int to) {
    sum(starts, faces, vectors, count, out, from, to);
  }

  private static void sum(
      int[] starts, int[] faces, float[] vectors, int count, float[] out, int from, int to) {
    for (int v = from; v < to; v++) {
      float x = 0;
      float y = 0;
      float z = 0;
      for (int i = starts[v]; i < starts[v + 1]; i++) {
        int face = faces[i];
        x += vectors[face];
        y += vectors[count + face];
        z += vectors[2 * count + face];
      }
      float square = x * x + y * y + z * z;
      float scale = square > 0 ? 1 / (float) Math.sqrt(square) : 0;
      out[3 * v] = x * scale;
      out[3 * v + 1] = y * scale;
      out[3 * v + 2] = z * scale;
    }
  }
}
