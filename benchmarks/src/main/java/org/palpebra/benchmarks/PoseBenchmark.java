package org.palpebra.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;

/** From a face's shape to pixels and depths of its vertices. */
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class PoseBenchmark extends StageBenchmark {
  private static final PerspectiveCamera CAMERA = PerspectiveCamera.DEEP3D;

  @Param(Contender.PALPEBRA)
  public String by = Contender.PALPEBRA;

  private ReferenceFace reference;

  @Override
  Contender contender(MorphableModel face) {
    if (!by.equals(Contender.PALPEBRA)) {
      throw Contender.unknown(by);
    }
    Coefficients coefficients = BenchmarkModels.coefficients(face, 7);
    reference = ReferenceFace.of(face, coefficients, CAMERA);
    float[] shape = ReferenceFace.narrowed(reference.shape());
    float[] out = new float[shape.length];
    HeadPose pose = HeadPose.of(coefficients);
    return Contender.of(
        () -> CAMERA.toScreen(pose.apply(shape, out), out), () -> new float[][] {out.clone()});
  }

  @Override
  List<Accuracy> accuracies(float[][] result) {
    return List.of(
        Accuracy.largestDifference("px or mm of depth", result[0], reference.screen(), 1e-3));
  }

  @Override
  public String toString() {
    return "pose and camera by " + by;
  }
}
