package org.palpebra.examples.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.data.Split;
import org.palpebra.training.eval.LandmarkEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code evaluate landmarks}: the 68 landmarks of whole reconstructions. */
@Command(
    name = "landmarks",
    description =
        "Scores the 68 landmarks of whole reconstructions, in percent of the distance of the outer"
            + " eye corners (and of the eyes' centres).")
final class EvaluateLandmarksCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ReconstructorOptions reconstruction = new ReconstructorOptions();

  @Mixin private DataOptions data = new DataOptions();

  @Override
  public void run() {
    List<LandmarkFace> faces = Split.select(DataSets.landmarkFaces(data.folder), data.split);
    LandmarkEvaluation result;
    try (FaceReconstructor reconstructor = reconstruction.open(options);
        Progress progress = Progress.start("evaluate", faces.size())) {
      result = LandmarkEvaluation.of(reconstructor, faces, progress::step);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("n", result.n());
    json.put("nme_percent", result.nmePercent());
    json.put("nme_interpupil_percent", result.nmeInterpupilPercent());
    json.put("nme_inner_percent", result.nmeInnerPercent());
    json.put("failures_over_10_percent", result.failuresOver10Percent());
    json.put("not_found", result.notFound());
    json.put("elam", reconstruction.elam());
    Scores.print(spec, json);
    options.writeJson(json);
  }
}
