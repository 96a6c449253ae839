package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.palpebra.PalpebraException;
import org.palpebra.eyes.EyePatches;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.train.EyeExamples;
import org.palpebra.training.train.EyeStateTraining;
import org.palpebra.training.train.EyeTrainingConfig;

/**
 * Eye patches cut from rendered faces as the pipeline cuts them from photos, two per face. An eye
 * is labelled closed up to {@link LidOpenness#CLOSED}, open from {@link LidOpenness#OPEN}, in
 * proportion between.
 */
final class RenderedEyes implements EyeExamples {
  /** Landmarks of the pipeline are not exact either; deviation in pixels of the picture. */
  private static final double LANDMARK_NOISE = 1.0;

  private static final double VALIDATION_SHARE = 0.05;

  private final SyntheticStore store;
  private final int first;
  private final int count;

  private RenderedEyes(SyntheticStore store, int first, int count) {
    this.store = store;
    this.first = first;
    this.count = count;
  }

  /**
   * Trains an eye-state network without any photo, resuming the run that the configuration's folder
   * holds.
   *
   * @param config its {@code data} is the configuration file of the regressor run whose rendered
   *     faces are used; the last 5 % of them are kept for validation
   * @return the score on rendered eyes that were kept back
   * @throws PalpebraException naming file and field if that has too few faces to keep any back
   */
  static EyeStateScore train(EyeTrainingConfig config) {
    if (config.photos() != null || config.rendered() != null || config.unlabelled() != null) {
      throw new PalpebraException(
          config.data()
              + ": photos, rendered and unlabelled go beside a folder of patches as data, not beside"
              + " rendered faces; leave them out");
    }
    RegressorConfig faces = RegressorConfig.read(Path.of(config.data()));
    int held = held(faces.synthetic().count());
    if (held == 0) {
      throw new PalpebraException(
          "%s: synthetic.count is %d; eyes need at least %.0f faces, so that some can be kept back"
              .formatted(config.data(), faces.synthetic().count(), 1 / VALIDATION_SHARE));
    }
    try (SyntheticStore store = SyntheticStore.open(faces)) {
      return EyeStateTraining.run(
          config, forTraining(store), new RenderedEyes(store, store.size() - held, held));
    }
  }

  /** All faces but those that {@link #train} keeps back. */
  static RenderedEyes forTraining(SyntheticStore store) {
    return new RenderedEyes(store, 0, store.size() - held(store.size()));
  }

  private static int held(int faces) {
    return (int) (faces * VALIDATION_SHARE);
  }

  @Override
  public int side() {
    return EyeStateTraining.SIDE;
  }

  @Override
  public int size() {
    return 2 * count;
  }

  @Override
  public float example(int index, SplittableRandom random, float[] patch) {
    SyntheticFace face = store.face(first + index / 2);
    float[] landmarks = face.landmarks();
    for (int i = 0; i < landmarks.length; i++) {
      landmarks[i] += (float) (LANDMARK_NOISE * (2 * random.nextDouble() - 1));
    }
    float[] both = EyePatches.cut(face.photo(), landmarks, EyeStateTraining.SIDE, null);
    boolean left = index % 2 == 1;
    System.arraycopy(both, left ? patch.length : 0, patch, 0, patch.length);
    float openness = left ? face.leftOpenness() : face.rightOpenness();
    float closed = (LidOpenness.OPEN - openness) / (LidOpenness.OPEN - LidOpenness.CLOSED);
    return Math.min(Math.max(closed, 0), 1);
  }
}
