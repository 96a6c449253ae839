package org.palpebra.training.regressor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyeFolds;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.Split;
import org.palpebra.training.eval.FaceOutcome;
import org.palpebra.training.eval.Viewing;
import org.palpebra.training.train.ConfigurationFile;
import org.palpebra.training.train.EyeTrainingConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The eye states of all photos of {@code cew-faces} by models that have not seen them: for each of
 * several parts of the photos, the eye-state network and the regressor are trained on the rest, and
 * the part is reconstructed. Nothing that comes from a part's photos is trained on, its patches in
 * {@code cew-eyes} included. A validation that was stopped goes on where it was.
 *
 * @param data folder that holds the data sets
 * @param folds number of parts
 * @param folder of the runs
 * @param eyes configuration file of {@code train eyes}; its data, folder and output are replaced
 * @param regressor configuration file of {@code train regressor}; likewise, and its eyeState is the
 *     network trained for the part, or none where the file has none
 * @param bundle whose face model and manifest the trained files join; it must not have been trained
 *     on the photos
 * @param elam whether the regressor's landmarks go through ELAM, if its file has an eyeState; null
 *     for yes
 */
public record FaceCrossValidation(
    String data,
    int folds,
    String folder,
    String eyes,
    String regressor,
    String bundle,
    @Nullable Boolean elam) {
  private static final Logger LOG = LoggerFactory.getLogger(FaceCrossValidation.class);

  public FaceCrossValidation {
    if (folds < 2) {
      throw new IllegalArgumentException("folds must be at least 2, not " + folds);
    }
  }

  /**
   * Reads a file.
   *
   * @throws org.palpebra.PalpebraException naming the file and the field that is missing, unknown
   *     or wrong
   */
  public static FaceCrossValidation read(Path file) {
    return ConfigurationFile.read(file, FaceCrossValidation.class, "cross-validate");
  }

  /**
   * Trains and reconstructs.
   *
   * @param viewings how the photos are looked at
   * @param eyesAlike as {@link FaceReconstructor.Builder#eyesAlike}
   * @return what became of every photo in each viewing, part after part
   */
  public Map<Viewing, List<FaceOutcome>> run(Set<Viewing> viewings, double eyesAlike) {
    Map<Viewing, List<FaceOutcome>> outcomes = new EnumMap<>(Viewing.class);
    for (int fold = 0; fold < folds; fold++) {
      Path part = Path.of(folder).resolve("fold-" + fold);
      Path sets = part.resolve("data");
      new EyeFolds(Path.of(data), folds).write(fold, sets);
      DerivedBundle trained = train(part, sets);
      List<EyeStateFace> photos =
          Split.select(DataSets.eyeStateFaces(sets.resolve("cew-faces")), "val");
      try (FaceReconstructor reconstructor =
          FaceReconstructors.builder()
              .bundle(trained.folder().toString())
              .eyesAlike(eyesAlike)
              .open()) {
        for (Viewing viewing : viewings) {
          outcomes
              .computeIfAbsent(viewing, key -> new ArrayList<>())
              .addAll(FaceOutcome.all(reconstructor, photos, viewing, () -> {}));
        }
      }
      log(fold, outcomes);
    }
    return outcomes;
  }

  private void log(int fold, Map<Viewing, List<FaceOutcome>> outcomes) {
    outcomes.forEach(
        (viewing, all) ->
            LOG.info(
                "part {} of {}, {}: {} of {} photos right so far",
                fold + 1,
                folds,
                viewing.key(),
                all.stream().filter(FaceOutcome::right).count(),
                all.size()));
  }

  private DerivedBundle train(Path part, Path sets) {
    DerivedBundle trained = new DerivedBundle(part.resolve("bundle"));
    Path network = trained.file(BundleManifest.EYE_STATE);
    try (Bundle source = Bundle.open(bundle)) {
      trained.copy(source, BundleManifest.FACE_MODEL);
      if (!Files.exists(network)) {
        EyeTraining.run(
            EyeTrainingConfig.read(Path.of(eyes)).withPaths(sets, part.resolve("eyes"), network));
      }
      if (!Files.exists(trained.file(BundleManifest.REGRESSOR))) {
        train(trained, part, sets);
      }
      trained.describe(
          source.manifest(),
          "-" + part.getFileName(),
          Map.of(
              BundleManifest.REGRESSOR, "trained for cross-validation",
              BundleManifest.EYE_STATE, "trained for cross-validation"));
    }
    return trained;
  }

  private void train(DerivedBundle trained, Path part, Path sets) {
    RegressorConfig config = RegressorConfig.read(Path.of(regressor));
    boolean adjusted = config.eyeState() != null && !Boolean.FALSE.equals(elam);
    RegressorTraining.run(
        config.withPaths(
            sets.toString(),
            adjusted ? trained.file(BundleManifest.EYE_STATE).toString() : null,
            part.resolve("regressor").toString(),
            trained.file(BundleManifest.REGRESSOR).toString()),
        Device.CPU,
        config.plan().threads());
  }
}
