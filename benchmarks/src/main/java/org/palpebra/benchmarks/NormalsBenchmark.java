package org.palpebra.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.MorphableModel;

/** Vertex normals of a posed face. In Sim3DR and in C large triangles count more. */
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class NormalsBenchmark extends StageBenchmark {
  @Param({Contender.PALPEBRA, Contender.SIM3DR, Contender.C})
  public String by = Contender.PALPEBRA;

  private float[] posed;
  private int[] triangles;

  @Override
  Contender contender(MorphableModel face) {
    posed =
        ReferenceFace.narrowed(
            ReferenceFace.of(face, BenchmarkModels.coefficients(face, 7), PerspectiveCamera.DEEP3D)
                .posed());
    triangles = face.topology().triangles();
    return by.equals(Contender.PALPEBRA)
        ? ours(new VertexNormals(face.topology()))
        : NativeMesh.normals(by, posed, triangles);
  }

  private Contender ours(VertexNormals normals) {
    float[] out = new float[posed.length];
    return Contender.of(() -> normals.compute(posed, out), () -> new float[][] {out.clone()});
  }

  @Override
  List<Accuracy> accuracies(float[][] result) {
    double[] expected =
        ReferenceFace.normals(
            ReferenceFace.widened(posed), triangles, !by.equals(Contender.PALPEBRA));
    return List.of(Accuracy.largestDifference("of a unit vector", result[0], expected, 1e-4));
  }

  @Override
  public String toString() {
    return "normals by " + by;
  }
}
