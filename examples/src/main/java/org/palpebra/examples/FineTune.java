package org.palpebra.examples;

import java.nio.file.Path;
import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.data.PhotoFolder;
import org.palpebra.training.data.Split;
import org.palpebra.training.eval.LandmarkEvaluation;
import org.palpebra.training.regressor.FineTuning;

/** Fine-tunes the embedded regressor: {@code FineTune PHOTOS OUT EPOCHS}. */
public final class FineTune {
  private FineTune() {}

  public static void main(String[] args) {
    Path photos = Path.of(args[0]);
    Path bundle =
        FineTuning.of(Bundle.EMBEDDED, photos, Path.of(args[1]))
            .withEpochs(Integer.parseInt(args[2]))
            .withLearningRate(1e-4)
            .run();
    List<LandmarkFace> kept = Split.select(PhotoFolder.read(photos), "val");
    for (String name : List.of(Bundle.EMBEDDED, bundle.toString())) {
      try (FaceReconstructor reconstructor = FaceReconstructors.builder().bundle(name).open()) {
        LandmarkEvaluation score = LandmarkEvaluation.of(reconstructor, kept, () -> {});
        System.out.printf("%s: landmark error %.2f %%%n", name, score.nmePercent());
      }
    }
  }
}
