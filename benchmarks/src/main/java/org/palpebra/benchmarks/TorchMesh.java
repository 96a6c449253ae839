package org.palpebra.benchmarks;

import java.util.Arrays;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/** Stages of the mesh pipeline in PyTorch, as those who use it write them. */
final class TorchMesh {
  private TorchMesh() {}

  /** {@code result()[0]} are the colours. */
  static Contender shading(float[] albedo, float[] normals, float[] lighting) {
    long vertices = albedo.length / 3;
    return new TorchProgram("shading.ts")
        .with(albedo, 1, vertices, 3)
        .with(normals, 1, vertices, 3)
        .with(lighting, 1, lighting.length);
  }

  /** {@code result()} are the posed vertices, their colours and the landmarks. */
  static Contender face(MorphableModel face, Coefficients c, PerspectiveCamera camera) {
    Topology topology = face.topology();
    int[] around = trianglesAround(topology);
    TorchProgram program =
        new TorchProgram("face.ts")
            .with(c.identity(), 1, c.layout().identity())
            .with(c.expression(), 1, c.layout().expression())
            .with(c.albedo(), 1, c.layout().albedo())
            .with(c.rotation(), 1, 3)
            .with(c.lighting(), 1, c.layout().lighting())
            .with(c.translation(), 1, 3)
            .with(face.meanShape(), 1, face.meanShape().length);
    basis(program, face.identity());
    basis(program, face.expression());
    program.with(face.meanAlbedo(), 1, face.meanAlbedo().length);
    basis(program, face.albedo());
    return program
        .with(widened(topology.triangles()), topology.triangleCount(), 3)
        .with(widened(around), topology.vertexCount(), around.length / topology.vertexCount())
        .with(widened(face.landmarks().vertices()), face.landmarks().vertices().length)
        .with(projection(camera), 3, 3)
        .with(new float[] {camera.distance()}, 1);
  }

  /** Row after row, as the model's files are read into PyTorch. */
  private static void basis(TorchProgram program, LinearBasis basis) {
    float[] rows = new float[basis.data().length];
    for (int k = 0; k < basis.columns(); k++) {
      for (int row = 0; row < basis.rows(); row++) {
        rows[row * basis.columns() + k] = basis.data()[k * basis.rows() + row];
      }
    }
    program.with(rows, basis.rows(), basis.columns());
  }

  /** Camera vertices (x, y, depth) times this are pixels times depth, y down. */
  private static float[] projection(PerspectiveCamera camera) {
    return new float[] {
      camera.focal(), 0, 0, 0, -camera.focal(), 0, camera.centerX(), camera.centerY(), 1
    };
  }

  /** The triangles at each vertex, filled up with the number of triangles. */
  private static int[] trianglesAround(Topology topology) {
    int[] triangles = topology.triangles();
    int[] count = new int[topology.vertexCount()];
    for (int v : triangles) {
      count[v]++;
    }
    int most = Arrays.stream(count).max().orElseThrow();
    int[] around = new int[most * count.length];
    Arrays.fill(around, topology.triangleCount());
    for (int i = 0; i < triangles.length; i++) {
      around[most * triangles[i] + --count[triangles[i]]] = i / 3;
    }
    return around;
  }

  private static long[] widened(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
