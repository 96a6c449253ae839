package org.palpebra.training.regressor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.loss.RegressorTargets;
import org.palpebra.training.loss.RegressorTargets.Supervision;
import org.palpebra.training.train.BatchPosition;
import org.palpebra.training.train.BatchSource;

/**
 * Batches of jittered and degraded crops with their targets. Faces are drawn at random from each
 * source. Thread-safe.
 */
final class FaceBatches implements BatchSource {
  /** Light turns with the picture, which the light's coefficients do not follow beyond this. */
  private static final double MAX_ROLL_FOR_LIGHT = 0.1;

  private final List<Share> shares;
  private final PerspectiveCamera camera;
  private final CoefficientLayout layout;
  private final int epochSize;
  private final Augmentation augmentation;
  private final PhotoEffects effects;
  private final @Nullable HybridInputs hybrid;

  /** So many faces of a batch come from a source. */
  record Share(FaceSource source, int count) {}

  /**
   * @param shares their counts sum to the batch size
   * @param epochSize number of faces that count as an epoch; faces are drawn, not enumerated
   * @param hybrid what the hybrid loss needs beside; null without it
   */
  FaceBatches(
      List<Share> shares,
      PerspectiveCamera camera,
      CoefficientLayout layout,
      Augmentation augmentation,
      int epochSize,
      @Nullable HybridInputs hybrid) {
    this.shares = List.copyOf(shares);
    this.camera = camera;
    this.layout = layout;
    this.augmentation = augmentation;
    this.epochSize = epochSize;
    this.effects = new PhotoEffects(camera.size());
    this.hybrid = hybrid;
  }

  @Override
  public int size() {
    return epochSize;
  }

  @Override
  public Map<String, Shape> shapes(int batchSize) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(RegressorNetwork.INPUT, Shape.of(batchSize, 3, camera.size(), camera.size()));
    shapes.putAll(RegressorTargets.shapes(batchSize, layout));
    if (hybrid != null) {
      shapes.putAll(hybrid.shapes(batchSize));
    }
    return shapes;
  }

  @Override
  public void fill(BatchPosition position, Map<String, FloatBuffer> batch) {
    int slot = 0;
    for (Share share : shares) {
      for (int i = 0; i < share.count(); i++) {
        Random random = new Random(position.random(slot++).nextLong());
        fill(batch, share.source().get(random.nextInt(share.source().size())), random);
      }
    }
  }

  /** Appends one face to every array. */
  private void fill(Map<String, FloatBuffer> batch, TrainingFace face, Random random) {
    CropJitter jitter = augmentation.draw(random);
    HeadPose pose = jitter.move(camera, layout, face.coefficients(), random);
    Similarity cropToPhoto = CropJitter.crop(camera, face.cropToPhoto(), pose);
    Similarity photoToCrop = cropToPhoto.inverse();
    float[] crop = ImageSampler.crop(face.photo(), cropToPhoto, camera.size(), null);
    if (hybrid != null) {
      hybrid.put(batch, face, cropToPhoto, crop);
    }
    if (augmentation.effects()) {
      effects.apply(crop, random);
    }
    float[] supervision = face.supervision().clone();
    if (Math.abs(pose.rz()) > MAX_ROLL_FOR_LIGHT) {
      supervision[Supervision.APPEARANCE.column()] = 0;
    }
    put(batch, RegressorNetwork.INPUT, crop);
    put(batch, "landmarks", photoToCrop.apply(face.landmarks()));
    put(batch, "landmark_weights", face.landmarkWeights());
    put(batch, "pair_weights", face.pairWeights());
    put(batch, "target_coefficients", moved(face.coefficients(), pose));
    put(batch, "supervision", supervision);
    put(batch, "openness", face.openness());
    put(batch, "eye_centres", photoToCrop.apply(face.eyeCentres()));
    put(batch, "eye_weights", new float[] {face.eyeWeight()});
  }

  private float[] moved(float[] coefficients, HeadPose pose) {
    float[] moved = Arrays.copyOf(coefficients, coefficients.length);
    moved[layout.rotationOffset() + 2] = pose.rz();
    moved[layout.translationOffset()] = pose.tx();
    moved[layout.translationOffset() + 1] = pose.ty();
    moved[layout.translationOffset() + 2] = pose.tz();
    return moved;
  }

  private static void put(Map<String, FloatBuffer> batch, String name, float[] values) {
    Objects.requireNonNull(batch.get(name)).put(values);
  }
}
