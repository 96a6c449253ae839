package org.palpebra.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;

/** Coloured light of second-order spherical harmonics on every vertex. */
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class ShadingBenchmark extends StageBenchmark {
  @Param({Contender.PALPEBRA, Contender.PYTORCH})
  public String by = Contender.PALPEBRA;

  private float[] albedo;
  private float[] normals;
  private float[] lighting;

  @Override
  Contender contender(MorphableModel face) {
    Coefficients coefficients = BenchmarkModels.coefficients(face, 7);
    ReferenceFace reference = ReferenceFace.of(face, coefficients, PerspectiveCamera.DEEP3D);
    albedo = ReferenceFace.narrowed(reference.albedo());
    normals = ReferenceFace.narrowed(reference.normals());
    lighting = coefficients.lighting();
    return switch (by) {
      case Contender.PALPEBRA -> ours();
      case Contender.PYTORCH -> TorchMesh.shading(albedo, normals, lighting);
      default -> throw Contender.unknown(by);
    };
  }

  private Contender ours() {
    float[] out = new float[albedo.length];
    return Contender.of(
        () -> SphericalHarmonics.shade(albedo, normals, lighting, out),
        () -> new float[][] {out.clone()});
  }

  @Override
  List<Accuracy> accuracies(float[][] result) {
    double[] expected =
        ReferenceFace.colours(
            ReferenceFace.widened(albedo), ReferenceFace.widened(normals), lighting);
    return List.of(Accuracy.largestDifference("/255", result[0], expected, 255, 0.1));
  }

  @Override
  public String toString() {
    return "SH colour by " + by;
  }
}
