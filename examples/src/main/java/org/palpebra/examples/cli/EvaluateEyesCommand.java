package org.palpebra.examples.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyePatch;
import org.palpebra.training.data.Split;
import org.palpebra.training.eval.EyeEvaluation;
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

  @Override
  public void run() {
    List<EyePatch> patches = Split.select(DataSets.eyePatches(data.folder), data.split);
    try (Bundle bundle = Bundle.open(options.bundle);
        EyeStateClassifier classifier =
            OnnxEyeStateClassifier.open(bundle, options.device, options.threads())) {
      EyeEvaluation result = EyeEvaluation.of(classifier, patches);
      EyeStateScore score = result.score();
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("n", score.n());
      json.put("accuracy", score.accuracy());
      json.put("f1", score.f1());
      json.put("auc", score.auc());
      json.put("ece", score.ece());
      json.put("ms_per_eye", result.msPerEye());
      json.put("models", List.of(classifier.info()));
      Scores.print(spec, json);
      options.writeJson(json);
    }
  }
}
