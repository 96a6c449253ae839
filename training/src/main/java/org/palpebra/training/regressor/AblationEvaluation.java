package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.onnx.OnnxCoefficientRegressor;
import org.palpebra.spi.FaceDetector;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.data.Split;
import org.palpebra.training.eval.FaceEvaluation;
import org.palpebra.training.eval.FaceOutcome;
import org.palpebra.training.eval.LandmarkEvaluation;

/** Scores the regressors of an {@link Ablation} on the same photos and rendered faces. */
final class AblationEvaluation implements AutoCloseable {
  private final FaceDetector detector;
  private final FaceDetector remembering;
  private final List<EyeStateFace> eyes;
  private final List<LandmarkFace> landmarks300w;
  private final List<LandmarkFace> faces68;
  private final SyntheticStore truth;
  private final int threads;

  /**
   * @param detector closed with the evaluation
   * @param data folder that holds the data sets
   * @param truth rendered faces that were not trained on; closed with the evaluation
   * @param threads of the networks
   */
  AblationEvaluation(FaceDetector detector, Path data, SyntheticStore truth, int threads) {
    this.detector = detector;
    this.remembering = new RememberingDetector(detector);
    this.eyes = DataSets.eyeStateFaces(data.resolve("cew-faces"));
    this.landmarks300w = Split.select(DataSets.landmarkFaces(data.resolve("landmarks300w")), "val");
    this.faces68 = Split.select(DataSets.landmarkFaces(data.resolve("faces68")), "val");
    this.truth = truth;
    this.threads = threads;
  }

  /** Reconstructs everything with a bundle. */
  AblationScores of(DerivedBundle bundle) {
    GapErrors gaps = gaps(bundle);
    try (FaceReconstructor refining = reconstructor(bundle, true);
        FaceReconstructor plain = reconstructor(bundle, false)) {
      List<FaceOutcome> outcomes = FaceOutcome.all(refining, eyes, () -> {});
      FaceEvaluation refined = FaceEvaluation.of(outcomes);
      FaceEvaluation regressed =
          FaceEvaluation.of(outcomes.stream().map(FaceOutcome::unrefined).toList());
      return new AblationScores(
          regressed.accuracy(),
          regressed.f1(),
          refined.accuracy(),
          refined.f1(),
          gaps.lids(),
          gaps.lips(),
          LandmarkEvaluation.of(plain, landmarks300w, () -> {}).nmePercent(),
          LandmarkEvaluation.of(plain, faces68, () -> {}).nmePercent(),
          regressed.notFound());
    }
  }

  private GapErrors gaps(DerivedBundle bundle) {
    try (Bundle files = Bundle.open(bundle.folder());
        OnnxCoefficientRegressor regressor =
            OnnxCoefficientRegressor.open(files, Device.CPU, threads)) {
      return GapErrors.of(files.faceModel(), regressor, truth);
    }
  }

  private FaceReconstructor reconstructor(DerivedBundle bundle, boolean refine) {
    return FaceReconstructors.builder()
        .bundle(bundle.folder().toString())
        .device(Device.CPU)
        .threads(threads)
        .detector(remembering)
        .elam(refine)
        .open();
  }

  @Override
  public void close() {
    truth.close();
    detector.close();
  }
}
