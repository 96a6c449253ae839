package org.palpebra.training.loss;

import org.palpebra.model.LinearBasis;
import org.palpebra.training.graph.Tensor;

/**
 * Pull towards the mean face, {@code w_id ‖α/σ‖² + w_exp ‖β/σ‖² + w_alb ‖δ/σ‖²}, mean over the
 * batch (Deng et al. 2019, equation 5). σ are the model's standard deviations, 1 for Deep3D's.
 *
 * @param identity, expression, albedo weights w
 */
public record CoefficientLoss(double identity, double expression, double albedo) {
  /** 1, 0.8 and 1.7e-2. */
  public static CoefficientLoss standard() {
    return new CoefficientLoss(1, 0.8, 1.7e-2);
  }

  /**
   * @param coefficients [B, C]
   * @return one number
   */
  public Tensor of(FaceGraph face, Tensor coefficients) {
    return squares(face.identity(coefficients), face.model().identity())
        .mul(identity)
        .add(squares(face.expression(coefficients), face.model().expression()).mul(expression))
        .add(squares(face.albedo(coefficients), face.model().albedo()).mul(albedo));
  }

  private static Tensor squares(Tensor group, LinearBasis basis) {
    double[] precision = new double[basis.columns()];
    for (int k = 0; k < precision.length; k++) {
      precision[k] = 1 / basis.standardDeviations()[k];
    }
    Tensor scaled = group.mul(group.graph().constant(precision, precision.length));
    return scaled.square().sum(1).mean();
  }
}
