package org.palpebra.training.loss;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights of the hybrid loss's terms; a term of weight 0 is left out of the graph.
 *
 * @param localDynamic of {@link LocalDynamicLoss}
 * @param photometric of {@link PhotometricLoss}
 * @param perceptual of {@link PerceptualLoss}
 * @param landmarks of {@link LandmarkLoss}
 * @param coefficients of {@link CoefficientLoss}
 * @param identityShare weight of identity within the coefficient loss
 * @param expressionShare weight of expression within it
 * @param albedoShare weight of albedo within it
 * @param gamma of {@link GammaLoss}
 * @param reflectance of {@link ReflectanceLoss}
 */
public record HybridWeights(
    double localDynamic,
    double photometric,
    double perceptual,
    double landmarks,
    double coefficients,
    double identityShare,
    double expressionShare,
    double albedoShare,
    double gamma,
    double reflectance) {
  /** Name of {@link #paper()}. */
  public static final String PAPER = "paper";

  /** Name of {@link #paper()} for training without a recognition network. */
  public static final String PAPER_WITHOUT_PERCEPTUAL = "paper-without-perceptual";

  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public HybridWeights {}

  /**
   * The weights of arXiv 2401.09677 (LDL, photometric, perceptual) and, where it gives none, of
   * Deep3DFaceRecon.
   */
  public static HybridWeights paper() {
    return new HybridWeights(0.5, 1.8, 0.17, 1.6e-3, 3e-4, 1, 0.8, 1.7e-2, 10, 5);
  }

  /**
   * A set by its name.
   *
   * @throws IllegalArgumentException for a name other than {@value #PAPER} and {@value
   *     #PAPER_WITHOUT_PERCEPTUAL}
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static HybridWeights named(String name) {
    return switch (name) {
      case PAPER -> paper();
      case PAPER_WITHOUT_PERCEPTUAL -> paper().withoutPerceptual();
      default ->
          throw new IllegalArgumentException(
              "no loss weights named '%s'; there are '%s' and '%s'"
                  .formatted(name, PAPER, PAPER_WITHOUT_PERCEPTUAL));
    };
  }

  /** The same weights for training without a recognition network. */
  public HybridWeights withoutPerceptual() {
    return new HybridWeights(
        localDynamic,
        photometric,
        0,
        landmarks,
        coefficients,
        identityShare,
        expressionShare,
        albedoShare,
        gamma,
        reflectance);
  }

  /** The same weights with another one for the coefficients. */
  public HybridWeights withCoefficients(double weight) {
    return new HybridWeights(
        localDynamic,
        photometric,
        perceptual,
        landmarks,
        weight,
        identityShare,
        expressionShare,
        albedoShare,
        gamma,
        reflectance);
  }

  /** The same weights with another one for the reflectance. */
  public HybridWeights withReflectance(double weight) {
    return new HybridWeights(
        localDynamic,
        photometric,
        perceptual,
        landmarks,
        coefficients,
        identityShare,
        expressionShare,
        albedoShare,
        gamma,
        weight);
  }

  CoefficientLoss coefficientLoss() {
    return new CoefficientLoss(identityShare, expressionShare, albedoShare);
  }

  /** The weights under the names of {@link HybridLoss#terms}. */
  public Map<String, Double> byName() {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("photometric", photometric);
    weights.put("perceptual", perceptual);
    weights.put("landmarks", landmarks);
    weights.put("local_dynamic", localDynamic);
    weights.put("coefficients", coefficients);
    weights.put("gamma", gamma);
    weights.put("reflectance", reflectance);
    return weights;
  }
}
