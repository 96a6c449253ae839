package org.palpebra.training.regressor;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.loss.HybridTargets;

/**
 * What the hybrid loss needs of a batch beside {@link org.palpebra.training.loss.RegressorTargets}.
 * The photo that the drawn face is compared with is the crop as it was cut, without the effects
 * that the network's input goes through: the network has to see through them, as with all other
 * targets.
 */
final class HybridInputs {
  private static final String PHOTO = "photo";
  private static final String SKIN = "skin";
  private static final String CONFIDENCE = "landmark_confidence";
  private static final String MAP = "recognition_map";

  private final PerspectiveCamera camera;
  private final @Nullable RecognitionCrop recognition;

  /**
   * @param recognition null without a recognition network
   */
  HybridInputs(PerspectiveCamera camera, @Nullable RecognitionCrop recognition) {
    this.camera = camera;
    this.recognition = recognition;
  }

  Map<String, Shape> shapes(int batch) {
    int size = camera.size();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(PHOTO, Shape.of(batch, 3, size, size));
    shapes.put(SKIN, Shape.of(batch, 1, size, size));
    shapes.put(CONFIDENCE, Shape.of(batch, LandmarkScheme.COUNT));
    if (recognition != null) {
      shapes.put(MAP, Shape.of(batch, 2, 3));
    }
    return shapes;
  }

  /**
   * Appends one face.
   *
   * @param crop planar RGB without effects
   */
  void put(
      Map<String, FloatBuffer> batch, TrainingFace face, Similarity cropToPhoto, float[] crop) {
    buffer(batch, PHOTO).put(crop);
    SkinMask skin =
        Objects.requireNonNull(face.skin(), "a face of a source that was not asked for skin");
    buffer(batch, SKIN).put(skin.crop(cropToPhoto, camera.size()));
    for (float weight : face.landmarkWeights()) {
      buffer(batch, CONFIDENCE).put(weight > 0 ? 1 : 0);
    }
    if (recognition != null) {
      Similarity canonicalToCrop = cropToPhoto.inverse().after(face.cropToPhoto());
      buffer(batch, MAP).put(recognition.map(canonicalToCrop));
    }
  }

  private static FloatBuffer buffer(Map<String, FloatBuffer> batch, String name) {
    return Objects.requireNonNull(batch.get(name));
  }

  /**
   * The targets among the inputs of a graph.
   *
   * @param triangles which each pixel shows
   */
  static HybridTargets targets(Map<String, Tensor> batch, Tensor triangles) {
    return new HybridTargets(
        tensor(batch, PHOTO),
        tensor(batch, SKIN),
        triangles,
        tensor(batch, "landmarks"),
        tensor(batch, CONFIDENCE),
        tensor(batch, "pair_weights"));
  }

  /** From the recognition network's picture to the crop, [B, 2, 3]. */
  static Tensor recognitionMap(Map<String, Tensor> batch) {
    return tensor(batch, MAP);
  }

  private static Tensor tensor(Map<String, Tensor> batch, String name) {
    return Objects.requireNonNull(batch.get(name), () -> "the batch lacks " + name);
  }
}
