package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.eval.LandmarkOutcome;
import org.palpebra.training.report.LandmarkReport;
import org.palpebra.training.report.ScoreSheet;
import org.palpebra.training.report.Section;
import picocli.CommandLine.Command;

/** {@code evaluate landmarks}: the 68 landmarks of whole reconstructions. */
@Command(
    name = "landmarks",
    description =
        "Scores the 68 landmarks of whole reconstructions, in percent of the distance of the outer"
            + " eye corners (and of the eyes' centres).")
final class EvaluateLandmarksCommand
    extends EvaluateReconstructions<LandmarkFace, LandmarkOutcome> {
  @Override
  List<LandmarkFace> photos(Path folder) {
    return DataSets.landmarkFaces(folder);
  }

  @Override
  List<LandmarkOutcome> outcomes(
      FaceReconstructor reconstructor, List<LandmarkFace> photos, Runnable progress) {
    return LandmarkOutcome.all(reconstructor, photos, progress);
  }

  @Override
  ScoreSheet scores(List<LandmarkOutcome> outcomes) {
    return LandmarkReport.scores(outcomes);
  }

  @Override
  List<Section> sections(List<LandmarkOutcome> outcomes) {
    return LandmarkReport.sections(outcomes);
  }
}
