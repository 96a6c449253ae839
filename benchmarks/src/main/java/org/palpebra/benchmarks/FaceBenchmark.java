package org.palpebra.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.mesh.MeshPipeline;
import org.palpebra.model.Assembly;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;
import org.palpebra.parallel.Workers;

/**
 * From coefficients to the posed vertices, their lit colours and the projected landmarks: what
 * Deep3DFaceRecon calls {@code compute_for_render}.
 */
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class FaceBenchmark extends StageBenchmark {
  private static final PerspectiveCamera CAMERA = PerspectiveCamera.DEEP3D;

  @Param({Contender.PALPEBRA, Contender.PALPEBRA_16, Contender.PYTORCH})
  public String by = Contender.PALPEBRA;

  /** Threads that this library uses; PyTorch has one. */
  @Param("1")
  public int threads = 1;

  private ReferenceFace reference;

  @Override
  Contender contender(MorphableModel model) {
    // Deep3D's are 68 fixed vertices, without a jaw line that slides
    MorphableModel face = model.withLandmarks(LandmarkScheme.fixed(model.landmarks().vertices()));
    Coefficients coefficients = BenchmarkModels.coefficients(face, 7);
    reference = ReferenceFace.of(face, coefficients, CAMERA);
    return switch (by) {
      case Contender.PALPEBRA -> ours(Assembly.of(face, Workers.CALLER), coefficients);
      case Contender.PALPEBRA_16 -> ours(Assembly.compact(face, Workers.CALLER), coefficients);
      case Contender.PYTORCH -> TorchMesh.face(face, coefficients, CAMERA);
      default -> throw Contender.unknown(by);
    };
  }

  private Contender ours(Assembly assembly, Coefficients coefficients) {
    MeshPipeline pipeline = new MeshPipeline(assembly, CAMERA, Workers.of(threads));
    return Contender.of(
        () -> pipeline.run(coefficients),
        () ->
            new float[][] {
              pipeline.posed().clone(), pipeline.colours().clone(), pipeline.landmarks().clone()
            });
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
