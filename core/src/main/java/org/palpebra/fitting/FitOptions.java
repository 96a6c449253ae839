package org.palpebra.fitting;

import java.util.regex.Pattern;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * How far landmarks and coefficients are believed.
 *
 * @param noise expected error of a fixed landmark in millimetres on the face; smaller trusts the
 *     landmarks more and the model's statistics less
 * @param contourNoise the same for landmarks of the jaw line, which annotators place freely along
 *     it
 * @param blendshapeSigma deviation of the normal prior of blendshape weights, about 0
 * @param limit bound of identity and of expression components, in standard deviations
 * @param expressions what the model's expressions are
 */
public record FitOptions(
    double noise,
    double contourNoise,
    double blendshapeSigma,
    double limit,
    Expressions expressions) {
  private static final Pattern COMPONENT = Pattern.compile("expression\\d+");

  /** What the columns of an expression basis are. */
  public enum Expressions {
    /** Weights from 0 to 1. */
    BLENDSHAPES,
    /** Principal components with the basis' standard deviations, of either sign. */
    COMPONENTS
  }

  public FitOptions {
    if (!(noise > 0 && contourNoise > 0 && blendshapeSigma > 0 && limit > 0)) {
      throw new IllegalArgumentException(
          "noise, prior and limit must be positive, got %s, %s, %s, %s"
              .formatted(noise, contourNoise, blendshapeSigma, limit));
    }
  }

  /**
   * Fits photos annotated by hand; bounds at 3 standard deviations. Expressions named {@code
   * expression0}, {@code expression1}, … as readers name components are taken for components, all
   * others for blendshapes.
   */
  public static FitOptions of(MorphableModel model) {
    return new FitOptions(1.5, 2.5, 0.35, 3, expressions(model.expression()));
  }

  private static Expressions expressions(LinearBasis basis) {
    boolean components = basis.names().stream().allMatch(n -> COMPONENT.matcher(n).matches());
    return components ? Expressions.COMPONENTS : Expressions.BLENDSHAPES;
  }

  /** The same with other expected errors. */
  public FitOptions withNoise(double fixed, double contour) {
    return new FitOptions(fixed, contour, blendshapeSigma, limit, expressions);
  }

  /** The same with another prior of blendshape weights. */
  public FitOptions withBlendshapeSigma(double sigma) {
    return new FitOptions(noise, contourNoise, sigma, limit, expressions);
  }

  /** The same with other bounds. */
  public FitOptions withLimit(double deviations) {
    return new FitOptions(noise, contourNoise, blendshapeSigma, deviations, expressions);
  }

  /** The same with another meaning of the expressions. */
  public FitOptions withExpressions(Expressions other) {
    return new FitOptions(noise, contourNoise, blendshapeSigma, limit, other);
  }
}
