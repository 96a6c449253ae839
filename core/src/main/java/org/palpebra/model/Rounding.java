package org.palpebra.model;

/** Bounds what 16-bit bases ({@link Assembly#compact}) do to a face. Immutable and thread-safe. */
public final class Rounding {
  private final float[] identity;
  private final float[] expression;
  private final float[] albedo;

  /** Looks for the largest number of each column of the model's own bases. */
  public Rounding(MorphableModel model) {
    identity = CompactBasis.scales(model.identity());
    expression = CompactBasis.scales(model.expression());
    albedo = CompactBasis.scales(model.albedo());
  }

  /** The most by which rounding the bases moves a vertex along an axis, in millimetres. */
  public double shapeError(Coefficients c) {
    return error(identity, c.identity()) + error(expression, c.expression());
  }

  /** The most by which rounding the basis changes a channel of a vertex's colour, 1 being white. */
  public double albedoError(Coefficients c) {
    return error(albedo, c.albedo());
  }

  private static double error(float[] scales, float[] weights) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += 0.5 * scales[k] * Math.abs(weights[k]);
    }
    return sum;
  }
}
