package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.eval.FaceOutcome;
import org.palpebra.training.report.FaceReport;
import org.palpebra.training.report.ScoreSheet;
import org.palpebra.training.report.Section;
import picocli.CommandLine.Command;

/** {@code evaluate faces}: the eye state of whole reconstructions. */
@Command(
    name = "faces",
    description =
        "Scores the eye state of whole reconstructions: closed means at most 20 %% of the neutral"
            + " lid gap, open at least 50 %%, on both eyes; anything else is wrong.")
final class EvaluateFacesCommand extends EvaluateReconstructions<EyeStateFace, FaceOutcome> {
  @Override
  List<EyeStateFace> photos(Path folder) {
    return DataSets.eyeStateFaces(folder);
  }

  @Override
  List<FaceOutcome> outcomes(
      FaceReconstructor reconstructor, List<EyeStateFace> photos, Runnable progress) {
    return FaceOutcome.all(reconstructor, photos, progress);
  }

  @Override
  ScoreSheet scores(List<FaceOutcome> outcomes) {
    return FaceReport.scores(outcomes);
  }

  @Override
  List<Section> sections(List<FaceOutcome> outcomes) {
    return FaceReport.sections(outcomes);
  }
}
