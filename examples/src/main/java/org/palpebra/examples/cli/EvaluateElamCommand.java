package org.palpebra.examples.cli;

import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.data.Split;
import org.palpebra.training.eval.ElamOutcome;
import org.palpebra.training.eval.PerturbedLids;
import org.palpebra.training.report.ElamReport;
import org.palpebra.training.report.PerturbedLidsReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate elam}: what the adjustment does to landmarks. */
@Command(
    name = "elam",
    description =
        "Scores the Eye Landmark Adjustment: on annotated landmarks, or, where the index has"
            + " labelled states instead, on the regressor's.")
final class EvaluateElamCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private ReportOptions report = new ReportOptions();

  @Option(
      names = "--perturb",
      description =
          "Falsify the annotated lids (closed ones opened, open ones shut, noise) and measure how"
              + " far they are brought back.")
  private boolean perturb;

  @Override
  public void run() {
    report.prepare();
    if (DataSets.haveLandmarks(data.folder)) {
      annotated(Split.select(DataSets.landmarkFaces(data.folder), data.split));
    } else if (perturb) {
      throw new ParameterException(
          spec.commandLine(),
          "--perturb needs annotated landmarks; %s has none"
              .formatted(data.folder.resolve("index.csv")));
    } else {
      labelled(Split.select(DataSets.eyeStateFaces(data.folder), data.split));
    }
  }

  private void labelled(List<EyeStateFace> photos) {
    try (FaceReconstructor reconstructor =
            FaceReconstructors.builder()
                .bundle(options.bundle)
                .device(options.device)
                .threads(options.threads())
                .elam(false)
                .open();
        Progress progress = Progress.start("evaluate", photos.size())) {
      List<ElamOutcome> outcomes =
          ElamOutcome.ofReconstructions(reconstructor, photos, progress::step);
      evaluation()
          .publish(
              reconstructor.models(),
              ElamReport.labelledScores(outcomes, photos.size() - outcomes.size() / 2),
              () -> ElamReport.sections(outcomes, "the label"));
    }
  }

  private void annotated(List<LandmarkFace> faces) {
    try (Bundle bundle = Bundle.open(options.bundle);
        EyeStateClassifier classifier =
            OnnxEyeStateClassifier.open(bundle, options.device, options.threads());
        Progress progress = Progress.start("evaluate", faces.size())) {
      if (perturb) {
        List<PerturbedLids> outcomes = PerturbedLids.all(classifier, faces, progress::step);
        evaluation()
            .publish(
                List.of(classifier.info()),
                PerturbedLidsReport.scores(outcomes),
                () -> PerturbedLidsReport.sections(outcomes));
      } else {
        List<ElamOutcome> outcomes = ElamOutcome.ofAnnotations(classifier, faces, progress::step);
        evaluation()
            .publish(
                List.of(classifier.info()),
                ElamReport.annotatedScores(outcomes),
                () -> ElamReport.sections(outcomes, "the classifier"));
      }
    }
  }

  private Evaluation evaluation() {
    return new Evaluation(spec, options, data, report);
  }
}
