package org.palpebra.training.loss;

import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

/**
 * What the hybrid loss compares a batch of B faces with, as inputs of its graph.
 *
 * @param image [B, 3, S, S] the crops, RGB in [0, 1]
 * @param skin [B, 1, S, S] weight of each pixel in the photometric loss: 1 on skin, 0 on hair,
 *     glasses, background
 * @param triangles INT64 [B, S·S] which triangle each pixel shows, −1 for none; of the faces as
 *     they are predicted, see {@link Visibility}
 * @param landmarks [B, 68, 2] crop pixels
 * @param landmarkWeights [B, 68] factors of the landmarks' weights, 0 for unknown ones
 * @param pairWeights [B, 7] masks of the four lid pairs and the three inner-lip pairs
 */
public record HybridTargets(
    Tensor image,
    Tensor skin,
    Tensor triangles,
    Tensor landmarks,
    Tensor landmarkWeights,
    Tensor pairWeights) {

  /** Name of the input of triangle indices. */
  public static final String TRIANGLES = "triangles";

  /** Declares the inputs in a graph, for crops of {@code size}×{@code size} pixels. */
  public static HybridTargets declare(Graph graph, int batch, int size) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (LossPort port : TargetPorts.all(size)) {
      inputs.put(port.name(), port.declare(graph, batch));
    }
    return of(inputs);
  }

  /** The targets among named tensors. */
  public static HybridTargets of(Map<String, Tensor> inputs) {
    return new HybridTargets(
        input(inputs, "image"),
        input(inputs, "skin"),
        input(inputs, TRIANGLES),
        input(inputs, "landmarks"),
        input(inputs, "landmark_weights"),
        input(inputs, "pair_weights"));
  }

  private static Tensor input(Map<String, Tensor> inputs, String name) {
    Tensor tensor = inputs.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the targets lack " + name + ": " + inputs.keySet());
    }
    return tensor;
  }
}
