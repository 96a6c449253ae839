package org.palpebra.training.regressor;

import ai.onnxruntime.OnnxTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.loss.RegressorTargets;
import org.palpebra.training.loss.RegressorTargets.Supervision;

/**
 * Batches of jittered and degraded crops with their targets. Batch {@code step} depends on the seed
 * and the step alone, so a resumed run sees what an uninterrupted one would have seen. Thread-safe.
 */
final class FaceBatches {
  /** Light turns with the picture, which the light's coefficients do not follow beyond this. */
  private static final double MAX_ROLL_FOR_LIGHT = 0.1;

  private final List<Share> shares;
  private final PerspectiveCamera camera;
  private final CoefficientLayout layout;
  private final long seed;
  private final int size;
  private final PhotoEffects effects;
  private final Map<String, Shape> shapes;

  /** So many faces of a batch come from a source. */
  record Share(FaceSource source, int count) {}

  FaceBatches(List<Share> shares, PerspectiveCamera camera, CoefficientLayout layout, long seed) {
    this.shares = List.copyOf(shares);
    this.camera = camera;
    this.layout = layout;
    this.seed = seed;
    this.size = shares.stream().mapToInt(Share::count).sum();
    this.effects = new PhotoEffects(camera.size());
    this.shapes = new LinkedHashMap<>();
    shapes.put(RegressorNetwork.INPUT, Shape.of(size, 3, camera.size(), camera.size()));
    shapes.putAll(RegressorTargets.shapes(size, layout));
  }

  int size() {
    return size;
  }

  /** The arrays of one batch, by input name. */
  Map<String, float[]> arrays(long step) {
    Map<String, float[]> batch = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> batch.put(name, new float[shape.size()]));
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + step);
    int row = 0;
    for (Share share : shares) {
      for (int i = 0; i < share.count(); i++) {
        TrainingFace face = share.source().get(random.nextInt(share.source().size()));
        fill(batch, row++, face, random);
      }
    }
    return batch;
  }

  /** The tensors of one batch; the caller closes them. */
  Map<String, OnnxTensor> tensors(Map<String, float[]> arrays) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    arrays.forEach(
        (name, values) ->
            tensors.put(
                name, GraphSession.tensor(values, Objects.requireNonNull(shapes.get(name)))));
    return tensors;
  }

  private void fill(Map<String, float[]> batch, int row, TrainingFace face, Random random) {
    CropJitter jitter = CropJitter.draw(random);
    HeadPose pose = jitter.move(camera, layout, face.coefficients(), random);
    Similarity cropToPhoto = CropJitter.crop(camera, face.cropToPhoto(), pose);
    Similarity photoToCrop = cropToPhoto.inverse();
    float[] crop = ImageSampler.crop(face.photo(), cropToPhoto, camera.size(), null);
    effects.apply(crop, random);
    float[] supervision = face.supervision().clone();
    if (Math.abs(pose.rz()) > MAX_ROLL_FOR_LIGHT) {
      supervision[Supervision.APPEARANCE.column()] = 0;
    }
    put(batch, RegressorNetwork.INPUT, row, crop);
    put(batch, "landmarks", row, photoToCrop.apply(face.landmarks()));
    put(batch, "landmark_weights", row, face.landmarkWeights());
    put(batch, "pair_weights", row, face.pairWeights());
    put(batch, "target_coefficients", row, moved(face.coefficients(), pose));
    put(batch, "supervision", row, supervision);
    put(batch, "openness", row, face.openness());
    put(batch, "eye_centres", row, photoToCrop.apply(face.eyeCentres()));
    put(batch, "eye_weights", row, new float[] {face.eyeWeight()});
  }

  private float[] moved(float[] coefficients, HeadPose pose) {
    float[] moved = Arrays.copyOf(coefficients, coefficients.length);
    moved[layout.rotationOffset() + 2] = pose.rz();
    moved[layout.translationOffset()] = pose.tx();
    moved[layout.translationOffset() + 1] = pose.ty();
    moved[layout.translationOffset() + 2] = pose.tz();
    return moved;
  }

  private void put(Map<String, float[]> batch, String name, int row, float[] values) {
    float[] all = Objects.requireNonNull(batch.get(name));
    if (values.length * size != all.length) {
      throw new IllegalArgumentException(
          "%s takes %d numbers per face, got %d".formatted(name, all.length / size, values.length));
    }
    System.arraycopy(values, 0, all, row * values.length, values.length);
  }
}
