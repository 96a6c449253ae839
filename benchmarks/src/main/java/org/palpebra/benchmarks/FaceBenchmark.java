package org.palpebra.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;

/**
 * From coefficients to the posed vertices, their lit colours and the projected landmarks: what
 * Deep3DFaceRecon calls {@code compute_for_render}.
 */
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class FaceBenchmark extends StageBenchmark {
  private static final PerspectiveCamera CAMERA = PerspectiveCamera.DEEP3D;

  @Param({Contender.PALPEBRA, Contender.PYTORCH})
  public String by = Contender.PALPEBRA;

  private ReferenceFace reference;

  @Override
  Contender contender(MorphableModel face) {
    Coefficients coefficients = BenchmarkModels.coefficients(face, 7);
    reference = ReferenceFace.of(face, coefficients, CAMERA);
    return switch (by) {
      case Contender.PALPEBRA -> ours(face, coefficients);
      case Contender.PYTORCH -> TorchMesh.face(face, coefficients, CAMERA);
      default -> throw Contender.unknown(by);
    };
  }

  private static Contender ours(MorphableModel face, Coefficients coefficients) {
    VertexNormals vertexNormals = new VertexNormals(face.topology());
    float[] posed = new float[face.meanShape().length];
    float[] normals = new float[posed.length];
    float[] colours = new float[posed.length];
    float[] landmarks = new float[2 * face.landmarks().vertices().length];
    return Contender.of(
        () -> {
          HeadPose.of(coefficients).apply(face.shape(coefficients, posed), posed);
          vertexNormals.compute(posed, normals);
          SphericalHarmonics.shade(
              face.albedo(coefficients, colours), normals, coefficients.lighting(), colours);
          Landmarks.project(face, posed, CAMERA, null, landmarks);
        },
        () -> new float[][] {posed.clone(), colours.clone(), landmarks.clone()});
  }

  @Override
  List<Accuracy> accuracies(float[][] result) {
    return List.of(
        Accuracy.largestDifference("mm", result[0], reference.posed(), 1e-3),
        Accuracy.largestDifference("/255", result[1], reference.colours(), 255, 1),
        Accuracy.largestDifference("px", result[2], reference.landmarks(), 1e-3));
  }

  @Override
  public String toString() {
    return "face by " + by;
  }
}
