package org.palpebra.training.loss;

import java.util.Map;

/**
 * Weights of the regressor's losses. Lengths are measured in crop pixels or millimetres, which are
 * of one size here (0.64 px/mm), so that weights compare.
 *
 * @param landmarks mean distance of the 68 landmarks, pixels
 * @param localDynamic LDL: difference of lid and lip gaps relative to their region's width
 * @param shape mean distance of the unposed points from the target's, millimetres
 * @param expression mean difference of expression coefficients
 * @param rotation mean difference of the angles, radians
 * @param translation mean difference, millimetres; along z a tenth of it
 * @param openness distance of the lid openness from its allowed range
 * @param albedo mean difference of the points' colours in [0, 1]
 * @param lighting mean difference of SH coefficients
 * @param prior mean square of identity and albedo coefficients and mean expression
 */
public record LossWeights(
    double landmarks,
    double localDynamic,
    double shape,
    double expression,
    double rotation,
    double translation,
    double openness,
    double albedo,
    double lighting,
    double prior) {
  /** What the embedded networks are trained with. */
  public static LossWeights defaults() {
    return new LossWeights(1, 5, 0.5, 2, 10, 0.1, 2, 4, 0.5, 0.2);
  }

  /** The weights under the names of {@link RegressorLoss#terms}. */
  Map<String, Double> byName() {
    return Map.of(
        "landmarks", landmarks,
        "local_dynamic", localDynamic,
        "shape", shape,
        "expression", expression,
        "rotation", rotation,
        "translation", translation,
        "openness", openness,
        "albedo", albedo,
        "lighting", lighting,
        "prior", prior);
  }
}
