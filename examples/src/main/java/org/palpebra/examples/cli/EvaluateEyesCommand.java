package org.palpebra.examples.cli;

import java.util.List;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyePatch;
import org.palpebra.training.data.Split;
import org.palpebra.training.eval.EyeEvaluation;
import org.palpebra.training.report.EyeReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code evaluate eyes}: the classifier on eye patches. */
@Command(
    name = "eyes",
    description = "Scores the eye-state classifier on eye patches (open is positive).")
final class EvaluateEyesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private ReportOptions report = new ReportOptions();

  @Override
  public void run() {
    report.prepare();
    List<EyePatch> patches = Split.select(DataSets.eyePatches(data.folder), data.split);
    try (Bundle bundle = Bundle.open(options.bundle);
        EyeStateClassifier classifier =
            OnnxEyeStateClassifier.open(bundle, options.device, options.threads())) {
      EyeEvaluation result = EyeEvaluation.of(classifier, patches);
      new Evaluation(spec, options, data, report)
          .publish(
              List.of(classifier.info()),
              EyeReport.scores(result),
              () -> EyeReport.sections(result));
    }
  }
}
