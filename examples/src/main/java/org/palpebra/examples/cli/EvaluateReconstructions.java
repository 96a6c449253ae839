package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.data.Split;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What the evaluations of whole reconstructions have in common: options, photos of one split, the
 * scores for people and as JSON.
 *
 * @param <P> a labelled photo
 */
abstract class EvaluateReconstructions<P extends Split.Item> implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ReconstructorOptions reconstruction = new ReconstructorOptions();

  @Mixin private DataOptions data = new DataOptions();

  /** Reads what a data set has. */
  abstract List<P> photos(Path folder);

  /**
   * Reconstructs and scores.
   *
   * @param progress told after each photo
   * @return the numbers by name, in the order of printing
   */
  abstract Map<String, Object> score(
      FaceReconstructor reconstructor, List<P> photos, Runnable progress);

  @Override
  public final void run() {
    List<P> photos = Split.select(photos(data.folder), data.split);
    Map<String, Object> scores = new LinkedHashMap<>();
    try (FaceReconstructor reconstructor = reconstruction.open(options);
        Progress progress = Progress.start("evaluate", photos.size())) {
      scores.putAll(score(reconstructor, photos, progress::step));
    }
    scores.put("elam", reconstruction.elam());
    Scores.print(spec, scores);
    options.writeJson(scores);
  }
}
