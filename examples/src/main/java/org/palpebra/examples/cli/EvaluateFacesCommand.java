package org.palpebra.examples.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.Split;
import org.palpebra.training.eval.FaceEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code evaluate faces}: the eye state of whole reconstructions. */
@Command(
    name = "faces",
    description =
        "Scores the eye state of whole reconstructions: closed means at most 20 %% of the neutral"
            + " lid gap, open at least 50 %%, on both eyes; anything else is wrong.")
final class EvaluateFacesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ReconstructorOptions reconstruction = new ReconstructorOptions();

  @Mixin private DataOptions data = new DataOptions();

  @Override
  public void run() {
    List<EyeStateFace> photos = Split.select(DataSets.eyeStateFaces(data.folder), data.split);
    FaceEvaluation result;
    try (FaceReconstructor reconstructor = reconstruction.open(options);
        Progress progress = Progress.start("evaluate", photos.size())) {
      result = FaceEvaluation.of(reconstructor, photos, progress::step);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("n", result.n());
    json.put("accuracy", result.accuracy());
    json.put("f1", result.f1());
    json.put("undecided", result.undecided());
    json.put("not_found", result.notFound());
    json.put("eye_accuracy", result.eyeAccuracy());
    json.put("elam", reconstruction.elam());
    Scores.print(spec, json);
    options.writeJson(json);
  }
}
