package org.palpebra.training.regressor;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Device;
import org.palpebra.training.loss.LossWeights;
import org.palpebra.training.train.ConfigurationFile;
import org.palpebra.training.train.TrainingPlan;

/**
 * The configuration file of {@code train regressor}. Paths are relative to the present folder.
 *
 * @param data folder that holds the data sets; null where none of them is used
 * @param faceModel a face model of any format that there is a reader for, file or folder
 * @param eyeState eye-state network for ELAM, or null to take landmarks as they are
 * @param folder of the run: rendered faces, checkpoint, log, weights
 * @param output the ONNX file to write
 * @param start {@code weights.safetensors} of another run to go on from, or null for random weights
 * @param epochSize number of faces that count as an epoch
 * @param synthetic rendered faces
 * @param batch number of faces from each source; the sum is the plan's batch size
 * @param annotationOffset pixels by which the photos' landmarks lie to the right of what they mean;
 *     0 where they are exact
 * @param loss weights of {@link org.palpebra.training.loss.RegressorLoss}; null without that loss
 * @param plan of the training
 * @param network null for the embedded regressor
 * @param augmentation null for the embedded regressor's
 * @param hybrid the paper's loss, beside or instead of the other; null without it
 * @param photos photos of one's own; null without
 * @param eyeStateBounds whether the eye-state network also bounds the openness of eyes whose
 *     landmarks it adjusts, where it is sure; null for yes
 */
public record RegressorConfig(
    @Nullable String data,
    String faceModel,
    @Nullable String eyeState,
    String folder,
    String output,
    @Nullable String start,
    int epochSize,
    Synthetic synthetic,
    Batch batch,
    double annotationOffset,
    @Nullable LossWeights loss,
    TrainingPlan plan,
    @Nullable NetworkChoice network,
    @Nullable Augmentation augmentation,
    @Nullable HybridChoice hybrid,
    @Nullable Photos photos,
    @Nullable Boolean eyeStateBounds) {

  /**
   * Rendered faces.
   *
   * @param count how many different ones
   * @param size side of a picture in pixels
   * @param seed of the first face
   */
  public record Synthetic(int count, int size, long seed) {}

  /**
   * Faces of a batch by source.
   *
   * @param synthetic rendered
   * @param landmarks300w from the split {@code train} of that set; the others likewise
   */
  public record Batch(int synthetic, int landmarks300w, int faces68, int cewFaces) {
    int photos() {
      return landmarks300w + faces68 + cewFaces;
    }
  }

  /**
   * Photos of one's own.
   *
   * @param folder a {@link org.palpebra.training.data.PhotoFolder}; its split {@code val} is not
   *     trained on
   * @param batch number of faces of each batch
   */
  public record Photos(String folder, int batch) {}

  public RegressorConfig {
    int faces = batch.synthetic() + batch.photos() + (photos == null ? 0 : photos.batch());
    if (faces != plan.batchSize()) {
      throw new IllegalArgumentException(
          "batch has %d faces%s, the plan's batchSize is %d"
              .formatted(faces, photos == null ? "" : " with photos.batch", plan.batchSize()));
    }
    if (data == null && batch.photos() > 0) {
      throw new IllegalArgumentException(
          "batch takes photos of data sets, but data is null; give the folder that holds them");
    }
    if (loss == null && hybrid == null) {
      throw new IllegalArgumentException("no loss to train with; give loss, hybrid or both");
    }
    boolean imported = network != null && network.kind() == NetworkChoice.Kind.IMPORTED;
    if (start != null && network != null && network.weights() != null && !imported) {
      throw new IllegalArgumentException(
          "start and network.weights both say where to go on from; leave one of them out");
    }
  }

  /**
   * Reads a file.
   *
   * @throws PalpebraException naming the file and the field that is missing, unknown or wrong
   */
  public static RegressorConfig read(Path file) {
    return ConfigurationFile.read(file, RegressorConfig.class, "train regressor");
  }

  /** The same training with other data, eye states, another folder and another result. */
  RegressorConfig withPaths(
      String otherData, @Nullable String otherEyeState, String otherFolder, String otherOutput) {
    return with(otherData, otherEyeState, otherFolder, otherOutput, loss, plan);
  }

  /** The same training on another device. */
  public RegressorConfig withDevice(Device device) {
    return with(data, eyeState, folder, output, loss, plan.withDevice(device));
  }

  /** The same training with other eye states, another loss and another seed. */
  RegressorConfig withCell(@Nullable String otherEyeState, LossWeights otherLoss, long seed) {
    return with(data, otherEyeState, folder, output, otherLoss, plan.withSeed(seed));
  }

  private RegressorConfig with(
      @Nullable String otherData,
      @Nullable String otherEyeState,
      String otherFolder,
      String otherOutput,
      @Nullable LossWeights otherLoss,
      TrainingPlan otherPlan) {
    return new RegressorConfig(
        otherData,
        faceModel,
        otherEyeState,
        otherFolder,
        otherOutput,
        start,
        epochSize,
        synthetic,
        batch,
        annotationOffset,
        otherLoss,
        otherPlan,
        network,
        augmentation,
        hybrid,
        photos,
        eyeStateBounds);
  }

  NetworkChoice networkOrEmbedded() {
    return network == null ? NetworkChoice.embedded() : network;
  }

  Augmentation augmentationOrDefault() {
    return augmentation == null ? Augmentation.defaults() : augmentation;
  }
}
