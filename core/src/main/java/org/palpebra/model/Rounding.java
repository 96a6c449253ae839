package org.palpebra.model;

/** Bounds what 16-bit bases ({@link Assembly#compact}) do to a face. Immutable and thread-safe. */
public final class Rounding {
  private final MorphableModel model;
  private final float[] identity;
  private final float[] expression;
  private final float[] albedo;

  /** Looks for the largest number of each column of the model's own bases. */
  public Rounding(MorphableModel model) {
    this.model = model;
    identity = CompactBasis.scales(model.identity());
    expression = CompactBasis.scales(model.expression());
    albedo = CompactBasis.scales(model.albedo());
  }

  /**
   * The most by which rounding the bases moves a vertex along an axis, in millimetres.
   *
   * @throws IllegalArgumentException if the coefficients are not the model's
   */
  public double shapeError(Coefficients c) {
    requireLayout(c);
    return error(identity, c.identity()) + error(expression, c.expression());
  }

  /**
   * The most by which rounding the basis changes a channel of a vertex's colour, 1 being white.
   *
   * @throws IllegalArgumentException if the coefficients are not the model's
   */
  public double albedoError(Coefficients c) {
    requireLayout(c);
    return error(albedo, c.albedo());
  }

  private void requireLayout(Coefficients c) {
    model.requireLayout(c.values(), 1, c.layout());
  }

  private static double error(float[] scales, float[] weights) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += 0.5 * scales[k] * Math.abs(weights[k]);
    }
    return sum;
  }
}
