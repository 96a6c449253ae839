package org.palpebra.training.loss;

import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/**
 * What a batch of B crops is compared with, as inputs of the training graph. A weight of 0 switches
 * a target off for one crop, so photos and synthetic faces share a batch.
 *
 * @param landmarks [B, 68, 2] crop pixels
 * @param landmarkWeights [B, 68]
 * @param pairWeights [B, 7], the four lid pairs and the three inner-lip pairs
 * @param coefficients [B, C] known or fitted coefficients
 * @param supervision [B, 4], see {@link Supervision}
 * @param openness [B, 4] lowest and highest lid openness: left low, right low, left high, right
 *     high
 * @param eyeCentres [B, 2, 2] crop pixels: centre of the subject's right and left eye
 * @param eyeWeights [B, 1]
 */
public record RegressorTargets(
    Tensor landmarks,
    Tensor landmarkWeights,
    Tensor pairWeights,
    Tensor coefficients,
    Tensor supervision,
    Tensor openness,
    Tensor eyeCentres,
    Tensor eyeWeights) {
  /** Lid pairs and inner-lip pairs of the local dynamic loss. */
  public static final int PAIRS = 7;

  /** Columns of {@link #supervision}: weights of what the coefficients of a target may say. */
  public enum Supervision {
    /** Identity and expression. */
    SHAPE(0),
    /** Rotation and translation. */
    POSE(1),
    /** Albedo and light. */
    APPEARANCE(2),
    /** Pull towards the mean face, for crops whose coefficients nobody knows. */
    PRIOR(3);

    private final int column;

    Supervision(int column) {
      this.column = column;
    }

    public int column() {
      return column;
    }
  }

  /** Names and shapes of the inputs. */
  public static Map<String, Shape> shapes(int batch, CoefficientLayout layout) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("landmarks", Shape.of(batch, LandmarkScheme.COUNT, 2));
    shapes.put("landmark_weights", Shape.of(batch, LandmarkScheme.COUNT));
    shapes.put("pair_weights", Shape.of(batch, PAIRS));
    shapes.put("target_coefficients", Shape.of(batch, layout.size()));
    shapes.put("supervision", Shape.of(batch, Supervision.values().length));
    shapes.put("openness", Shape.of(batch, 4));
    shapes.put("eye_centres", Shape.of(batch, 2, 2));
    shapes.put("eye_weights", Shape.of(batch, 1));
    return shapes;
  }

  /** The targets among the inputs of a graph, by the names of {@link #shapes}. */
  public static RegressorTargets of(Map<String, Tensor> inputs) {
    return new RegressorTargets(
        input(inputs, "landmarks"),
        input(inputs, "landmark_weights"),
        input(inputs, "pair_weights"),
        input(inputs, "target_coefficients"),
        input(inputs, "supervision"),
        input(inputs, "openness"),
        input(inputs, "eye_centres"),
        input(inputs, "eye_weights"));
  }

  private static Tensor input(Map<String, Tensor> inputs, String name) {
    Tensor tensor = inputs.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the targets lack " + name);
    }
    return tensor;
  }
}
