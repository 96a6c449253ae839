package org.palpebra.training.regressor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.Split;
import org.palpebra.training.train.EyeExamples;
import org.palpebra.training.train.EyePatchFiles;
import org.palpebra.training.train.EyeStateTraining;
import org.palpebra.training.train.EyeTrainingConfig;
import org.palpebra.training.train.JoinedEyes;
import org.palpebra.training.train.TaughtEyes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code train eyes}: gathers the examples that a configuration names, and trains on them. */
public final class EyeTraining {
  private static final Logger LOG = LoggerFactory.getLogger(EyeTraining.class);
  private static final int SIDE = EyeStateTraining.SIDE;

  private EyeTraining() {}

  /**
   * Trains, resuming the run that the configuration's folder holds.
   *
   * @return the score of the written file on the split {@code val} of the patches, or on rendered
   *     eyes that were kept back if the data are rendered faces
   * @throws PalpebraException naming file and field if something is missing or does not fit
   */
  public static EyeStateScore run(EyeTrainingConfig config) {
    config.plan().requireDevice();
    Path data = Path.of(config.data());
    if (Files.isRegularFile(data)) {
      return RenderedEyes.train(config);
    }
    EyeExamples patches = EyePatchFiles.read(data, "train", SIDE);
    EyeExamples validation = EyePatchFiles.read(data, "val", SIDE);
    EyeTrainingConfig.Rendered rendered = config.rendered();
    if (rendered == null) {
      return EyeStateTraining.run(config, joined(config, patches, null), validation);
    }
    RegressorConfig faces = RegressorConfig.read(Path.of(rendered.faces()));
    try (SyntheticStore store = SyntheticStore.open(faces)) {
      EyeExamples drawn = new DrawnEyes(RenderedEyes.forTraining(store), rendered.count());
      return EyeStateTraining.run(config, joined(config, patches, drawn), validation);
    }
  }

  private static EyeExamples joined(
      EyeTrainingConfig config, EyeExamples patches, @Nullable EyeExamples rendered) {
    List<EyeExamples> sources = new ArrayList<>();
    sources.add(patches);
    EyeTrainingConfig.Photos photos = config.photos();
    if (photos != null) {
      sources.add(photographed(photos, config.plan().threads()));
    }
    if (rendered != null) {
      sources.add(rendered);
    }
    EyeTrainingConfig.Unlabelled unlabelled = config.unlabelled();
    if (unlabelled != null) {
      sources.add(
          TaughtEyes.read(
              SIDE,
              unlabelled.faces().stream().map(Path::of).toList(),
              unlabelled.teachers().stream().map(Path::of).toList(),
              config.plan().threads()));
    }
    LOG.info("eyes per epoch: {}", sources.stream().map(EyeExamples::size).toList());
    return new JoinedEyes(sources);
  }

  private static EyeExamples photographed(EyeTrainingConfig.Photos photos, int threads) {
    try (FaceReconstructor pipeline =
        FaceReconstructors.builder().bundle(photos.bundle()).threads(threads).elam(false).open()) {
      return PhotographedEyes.cut(
          pipeline, Split.select(DataSets.eyeStateFaces(Path.of(photos.data())), "train"), SIDE);
    }
  }
}
