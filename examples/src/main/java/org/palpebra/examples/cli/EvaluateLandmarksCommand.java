package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.eval.LandmarkEvaluation;
import picocli.CommandLine.Command;

/** {@code evaluate landmarks}: the 68 landmarks of whole reconstructions. */
@Command(
    name = "landmarks",
    description =
        "Scores the 68 landmarks of whole reconstructions, in percent of the distance of the outer"
            + " eye corners (and of the eyes' centres).")
final class EvaluateLandmarksCommand extends EvaluateReconstructions<LandmarkFace> {
  @Override
  List<LandmarkFace> photos(Path folder) {
    return DataSets.landmarkFaces(folder);
  }

  @Override
  Map<String, Object> score(
      FaceReconstructor reconstructor, List<LandmarkFace> photos, Runnable progress) {
    LandmarkEvaluation result = LandmarkEvaluation.of(reconstructor, photos, progress);
    Map<String, Object> scores = new LinkedHashMap<>();
    scores.put("n", result.n());
    scores.put("nme_percent", result.nmePercent());
    scores.put("nme_interpupil_percent", result.nmeInterpupilPercent());
    scores.put("nme_inner_percent", result.nmeInnerPercent());
    scores.put("failures_over_10_percent", result.failuresOver10Percent());
    scores.put("not_found", result.notFound());
    return scores;
  }
}
