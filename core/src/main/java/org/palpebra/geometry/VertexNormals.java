package org.palpebra.geometry;

import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;
import org.palpebra.model.Topology;
import org.palpebra.parallel.Workers;

/**
 * Unit vertex normals: the mean direction of the unit normals of the faces around a vertex, every
 * face counting the same whatever its area (as Deep3DFaceRecon does). Thread-safe; a thread keeps
 * scratch memory of 12 bytes per triangle.
 */
public final class VertexNormals {
  private static final int TRIANGLES = 8192;
  private static final int VERTICES = 4096;

  /** Squares of lengths that floats hold exactly enough. */
  private static final float SMALL = 1e-30f;

  private static final float LARGE = 1e30f;

  private static final ThreadLocal<float[]> FACES = ThreadLocal.withInitial(() -> new float[0]);
  private static final ThreadLocal<Edges> EDGES = ThreadLocal.withInitial(Edges::new);

  private final int vertexCount;
  private final int[] triangles;
  private final FaceRing rings;
  private final Workers workers;

  /** Looks up which faces meet in a vertex; the calling thread computes. */
  public VertexNormals(Topology topology) {
    this(topology, Workers.CALLER);
  }

  /** As {@link #VertexNormals(Topology)}; several threads compute. */
  public VertexNormals(Topology topology, Workers workers) {
    vertexCount = topology.vertexCount();
    triangles = topology.triangles();
    rings = FaceRing.of(vertexCount, triangles);
    this.workers = workers;
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
    float[] faces = faces();
    workers.run(triangles.length / 3, TRIANGLES, (from, to) -> faces(vertices, faces, from, to));
    workers.run(
        vertexCount,
        VERTICES,
        (from, to) -> rings.sum(faces, triangles.length / 3, normals, from, to));
    return normals;
  }

  private float[] faces() {
    float[] faces = FACES.get();
    if (faces.length < triangles.length) {
      faces = new float[triangles.length];
      FACES.set(faces);
    }
    return faces;
  }

  /** Face normals, all x, then all y, then all z. */
  private void faces(float[] vertices, float[] faces, int from, int to) {
    Edges edges = EDGES.get();
    for (int start = from; start < to; start += Edges.LENGTH) {
      int count = Math.min(Edges.LENGTH, to - start);
      edges.load(vertices, triangles, start, count);
      edges.cross();
      edges.store(faces, start, triangles.length / 3, count);
    }
  }

  /** Some triangles' edges and normals, component by component, so that loops are vectorised. */
  private static final class Edges {
    static final int LENGTH = 256;

    private final float[] ux = new float[LENGTH];
    private final float[] uy = new float[LENGTH];
    private final float[] uz = new float[LENGTH];
    private final float[] vx = new float[LENGTH];
    private final float[] vy = new float[LENGTH];
    private final float[] vz = new float[LENGTH];
    private final float[] nx = new float[LENGTH];
    private final float[] ny = new float[LENGTH];
    private final float[] nz = new float[LENGTH];
    private final float[] squares = new float[LENGTH];

    void load(float[] p, int[] triangles, int start, int count) {
      for (int i = 0; i < count; i++) {
        int a = 3 * triangles[3 * (start + i)];
        int b = 3 * triangles[3 * (start + i) + 1];
        int c = 3 * triangles[3 * (start + i) + 2];
        float x = p[a];
        float y = p[a + 1];
        float z = p[a + 2];
        ux[i] = p[b] - x;
        uy[i] = p[b + 1] - y;
        uz[i] = p[b + 2] - z;
        vx[i] = p[c] - x;
        vy[i] = p[c + 1] - y;
        vz[i] = p[c + 2] - z;
      }
    }

    void cross() {
      cross(ux, uy, uz, vx, vy, vz, nx, ny, nz, squares);
    }

    private static void cross(
        float[] ux,
        float[] uy,
        float[] uz,
        float[] vx,
        float[] vy,
        float[] vz,
        float[] nx,
        float[] ny,
        float[] nz,
        float[] squares) {
      for (int i = 0; i < LENGTH; i++) {
        float x = uy[i] * vz[i] - uz[i] * vy[i];
        float y = uz[i] * vx[i] - ux[i] * vz[i];
        float z = ux[i] * vy[i] - uy[i] * vx[i];
        float square = x * x + y * y + z * z;
        float scale = 1 / (float) Math.sqrt(square);
        nx[i] = x * scale;
        ny[i] = y * scale;
        nz[i] = z * scale;
        squares[i] = square;
      }
    }

    void store(float[] faces, int start, int triangleCount, int count) {
      for (int i = 0; i < count; i++) {
        if (!(squares[i] > SMALL && squares[i] < LARGE)) {
          exact(i);
        }
      }
      System.arraycopy(nx, 0, faces, start, count);
      System.arraycopy(ny, 0, faces, triangleCount + start, count);
      System.arraycopy(nz, 0, faces, 2 * triangleCount + start, count);
    }

    /** In double, for the squares of tiny triangles underflow. */
    private void exact(int i) {
      double x = (double) uy[i] * vz[i] - (double) uz[i] * vy[i];
      double y = (double) uz[i] * vx[i] - (double) ux[i] * vz[i];
      double z = (double) ux[i] * vy[i] - (double) uy[i] * vx[i];
      double length = Math.sqrt(x * x + y * y + z * z);
      double scale = length > 1e-30 ? 1 / length : 0;
      nx[i] = (float) (x * scale);
      ny[i] = (float) (y * scale);
      nz[i] = (float) (z * scale);
    }
  }
}
