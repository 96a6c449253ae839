package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.onnx.RegressorSpec;
import org.palpebra.spi.CropAlignment;
import org.palpebra.training.data.PhotoFolder;
import org.palpebra.training.loss.LossWeights;
import org.palpebra.training.train.TrainingPlan;

/**
 * Fine-tunes the regressor of a bundle on a folder of photos with landmarks ({@link PhotoFolder})
 * and makes a bundle of the result. The regressor's ONNX file itself is what is trained, all its
 * weights; half of every batch are rendered faces, so that what photos do not say (light, colours,
 * depth) is not forgotten. Landmarks go through ELAM with the bundle's eye-state network.
 *
 * @param bundle as in {@link Bundle#open(String)}; its regressor takes canonical crops
 * @param photos of which every tenth is kept back
 * @param folder of the run, made when missing; a run that was stopped is resumed
 * @param epochs passes over the photos and their mirror images
 * @param learningRate greatest rate of AdamW, which falls along a cosine to a tenth of it
 * @param renderedFaces how many different ones
 * @param threads of ONNX Runtime
 * @param seed of order, augmentation and rendered faces
 */
public record FineTuning(
    String bundle,
    Path photos,
    Path folder,
    int epochs,
    double learningRate,
    int renderedFaces,
    int threads,
    long seed) {
  private static final int PHOTOS_PER_BATCH = 8;
  private static final int RENDERED_PER_BATCH = 8;
  private static final int BATCH = PHOTOS_PER_BATCH + RENDERED_PER_BATCH;
  private static final double CLIP = 50;
  private static final double AVERAGING = 0.99;
  private static final double FINAL_SHARE = 0.1;
  private static final int CHECKPOINT_STEPS = 200;

  /** Those of {@code training/configs/regressor.json}. */
  private static final LossWeights LOSS = new LossWeights(1, 5, 0.5, 2, 10, 0.1, 4, 4, 0.5, 0.1);

  /** Ten epochs at a rate of 1e-4 with 500 rendered faces, on all processors. */
  public static FineTuning of(String bundle, Path photos, Path folder) {
    int threads = Runtime.getRuntime().availableProcessors();
    return new FineTuning(bundle, photos, folder, 10, 1e-4, 500, threads, 1);
  }

  public FineTuning withEpochs(int count) {
    return new FineTuning(
        bundle, photos, folder, count, learningRate, renderedFaces, threads, seed);
  }

  public FineTuning withLearningRate(double rate) {
    return new FineTuning(bundle, photos, folder, epochs, rate, renderedFaces, threads, seed);
  }

  public FineTuning withRenderedFaces(int count) {
    return new FineTuning(bundle, photos, folder, epochs, learningRate, count, threads, seed);
  }

  /**
   * Trains and writes the bundle. Its check of doubtful detections is the old bundle's, measured
   * with the weights before ({@link FaceCheckTool} measures it anew).
   *
   * @return the new bundle's folder
   * @throws PalpebraException naming the file that is missing or not as it should be
   */
  public Path run() {
    try (Bundle source = Bundle.open(bundle)) {
      NetworkChoice network = network(source);
      DerivedBundle tuned = new DerivedBundle(folder.resolve("bundle"));
      for (String role : source.manifest().files().keySet()) {
        boolean trained = role.equals(BundleManifest.REGRESSOR);
        (trained ? start() : tuned).copy(source, role);
      }
      RegressorConfig config = config(network, tuned);
      try (OnnxEyeStateClassifier eyes = OnnxEyeStateClassifier.open(source, Device.CPU, threads)) {
        RegressorTraining.run(config, eyes);
      }
      tuned.describe(
          source.manifest(), "-tuned", Map.of(BundleManifest.REGRESSOR, "fine-tuned on photos"));
      return tuned.folder();
    }
  }

  private DerivedBundle start() {
    return new DerivedBundle(folder.resolve("start"));
  }

  private NetworkChoice network(Bundle source) {
    RegressorSpec spec = source.manifest().regressor();
    NetworkChoice choice =
        new NetworkChoice(
            NetworkChoice.Kind.IMPORTED,
            null,
            spec.camera().size(),
            start().file(BundleManifest.REGRESSOR).toString(),
            source.layout().lighting(),
            null,
            normalisation(spec));
    if (spec.alignment() != CropAlignment.CANONICAL
        || spec.translationUnit() != 1
        || !spec.camera().equals(choice.camera())) {
      throw new PalpebraException(
          "%s: its regressor takes %s crops of %s; only canonical crops of the embedded regressor's"
                  .formatted(bundle, spec.alignment(), spec.camera())
              + " view can be trained on");
    }
    return choice;
  }

  private static @Nullable Normalisation normalisation(RegressorSpec spec) {
    boolean plain =
        spec.mean().stream().allMatch(m -> m == 0) && spec.std().stream().allMatch(s -> s == 1);
    return plain ? null : new Normalisation(doubles(spec.mean()), doubles(spec.std()));
  }

  private static List<Double> doubles(List<Float> values) {
    return values.stream().map(Float::doubleValue).toList();
  }

  private RegressorConfig config(NetworkChoice network, DerivedBundle tuned) {
    int count =
        (int) PhotoFolder.read(photos).stream().filter(f -> f.split().equals("train")).count();
    int batches = (2 * count + PHOTOS_PER_BATCH - 1) / PHOTOS_PER_BATCH;
    TrainingPlan plan =
        new TrainingPlan(
            epochs,
            BATCH,
            learningRate,
            FINAL_SHARE,
            0,
            0,
            CLIP,
            AVERAGING,
            seed,
            threads,
            CHECKPOINT_STEPS);
    int size = (int) Math.round(1.35 * network.camera().size());
    return new RegressorConfig(
        null,
        tuned.file(BundleManifest.FACE_MODEL).toString(),
        null,
        folder.toString(),
        tuned.file(BundleManifest.REGRESSOR).toString(),
        null,
        batches * BATCH,
        new RegressorConfig.Synthetic(renderedFaces, size, 1000 * seed),
        new RegressorConfig.Batch(RENDERED_PER_BATCH, 0, 0, 0),
        0,
        LOSS,
        plan,
        network,
        null,
        null,
        new RegressorConfig.Photos(photos.toString(), PHOTOS_PER_BATCH),
        null);
  }
}
