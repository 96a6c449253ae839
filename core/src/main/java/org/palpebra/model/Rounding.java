package org.palpebra.model;

/**
 * Bounds what 16-bit bases ({@link Assembly#compact}) do to a face. Immutable and thread-safe.
 *
 * @param model the model with its own bases
 */
public record Rounding(MorphableModel model) {
  /** The most by which rounding the bases moves a vertex along an axis, in millimetres. */
  public double shapeError(Coefficients c) {
    return error(model.identity(), c.identity()) + error(model.expression(), c.expression());
  }

  /** The most by which rounding the basis changes a channel of a vertex's colour, 1 being white. */
  public double albedoError(Coefficients c) {
    return error(model.albedo(), c.albedo());
  }

  private static double error(LinearBasis basis, float[] weights) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += 0.5 * CompactBasis.scale(basis, k) * Math.abs(weights[k]);
    }
    return sum;
  }
}
