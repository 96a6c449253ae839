package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.data.Split;
import org.palpebra.training.report.ScoreSheet;
import org.palpebra.training.report.Section;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What the evaluations of whole reconstructions have in common: options, photos of one split, the
 * scores for people and as JSON, the report.
 *
 * @param <P> a labelled photo
 * @param <O> what became of a photo
 */
abstract class EvaluateReconstructions<P extends Split.Item, O> implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ReconstructorOptions reconstruction = new ReconstructorOptions();

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private ReportOptions report = new ReportOptions();

  /** Reads what a data set has. */
  abstract List<P> photos(Path folder);

  /**
   * Reconstructs.
   *
   * @param progress told after each photo
   */
  abstract List<O> outcomes(FaceReconstructor reconstructor, List<P> photos, Runnable progress);

  /** The numbers, in the order of printing. */
  abstract ScoreSheet scores(List<O> outcomes);

  /** What a report shows beside the numbers. */
  abstract List<Section> sections(List<O> outcomes);

  @Override
  public final void run() {
    report.prepare();
    List<P> photos = Split.select(photos(data.folder), data.split);
    try (FaceReconstructor reconstructor = reconstruction.open(options);
        Progress progress = Progress.start("evaluate", photos.size())) {
      List<O> outcomes = outcomes(reconstructor, photos, progress::step);
      new Evaluation(spec, options, data, report)
          .publish(
              reconstructor.models(),
              scores(outcomes).add("elam", reconstruction.elam()),
              () -> sections(outcomes));
    }
  }
}
