package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.eval.FaceEvaluation;
import picocli.CommandLine.Command;

/** {@code evaluate faces}: the eye state of whole reconstructions. */
@Command(
    name = "faces",
    description =
        "Scores the eye state of whole reconstructions: closed means at most 20 %% of the neutral"
            + " lid gap, open at least 50 %%, on both eyes; anything else is wrong.")
final class EvaluateFacesCommand extends EvaluateReconstructions<EyeStateFace> {
  @Override
  List<EyeStateFace> photos(Path folder) {
    return DataSets.eyeStateFaces(folder);
  }

  @Override
  Map<String, Object> score(
      FaceReconstructor reconstructor, List<EyeStateFace> photos, Runnable progress) {
    FaceEvaluation result = FaceEvaluation.of(reconstructor, photos, progress);
    Map<String, Object> scores = new LinkedHashMap<>();
    scores.put("n", result.n());
    scores.put("accuracy", result.accuracy());
    scores.put("f1", result.f1());
    scores.put("undecided", result.undecided());
    scores.put("not_found", result.notFound());
    scores.put("eye_accuracy", result.eyeAccuracy());
    return scores;
  }
}
