package org.palpebra.training.loss;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * @param localDynamicPairs whose pairs count in LDL, those of the others having the weight 0; null
 *     for all
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
    double prior,
    @Nullable List<PairRegion> localDynamicPairs) {
  public LossWeights {
    if (localDynamicPairs != null) {
      if (localDynamicPairs.isEmpty()
          || localDynamicPairs.stream().anyMatch(Objects::isNull)
          || new HashSet<>(localDynamicPairs).size() < localDynamicPairs.size()) {
        throw new IllegalArgumentException(
            "localDynamicPairs must name eyes, mouth or both once, not %s; leave it out for all"
                    .formatted(localDynamicPairs)
                + " pairs, or give localDynamic the weight 0 for none");
      }
      localDynamicPairs = List.copyOf(localDynamicPairs);
    }
  }

  /** Weights with all pairs in LDL. */
  public LossWeights(
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
    this(
        landmarks,
        localDynamic,
        shape,
        expression,
        rotation,
        translation,
        openness,
        albedo,
        lighting,
        prior,
        null);
  }

  /** What the embedded networks are trained with. */
  public static LossWeights defaults() {
    return new LossWeights(1, 5, 0.5, 2, 10, 0.1, 2, 4, 0.5, 0.2);
  }

  /**
   * The same weights with another LDL.
   *
   * @param weight of its term
   * @param pairs null for all
   */
  public LossWeights withLocalDynamic(double weight, @Nullable List<PairRegion> pairs) {
    return new LossWeights(
        landmarks,
        weight,
        shape,
        expression,
        rotation,
        translation,
        openness,
        albedo,
        lighting,
        prior,
        pairs);
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
