package org.palpebra.training.loss;

import org.palpebra.training.graph.Tensor;

/**
 * Squared distances of landmarks, {@code Σ_i w_i ‖p_i − q_i‖² / 68}, mean over the batch (Deng et
 * al. 2019, equation 3).
 */
public record LandmarkLoss(LandmarkWeighting weighting) {
  /**
   * @param landmarks [B, 68, 2], pixels
   * @param target [B, 68, 2], pixels
   * @return one number, square pixels
   */
  public Tensor of(Tensor landmarks, Tensor target) {
    return weighted(landmarks, target).mean();
  }

  /**
   * The loss where some landmarks are not known, or not for sure.
   *
   * @param confidence [B, 68], factors of the weights; 0 switches a landmark off
   */
  public Tensor of(Tensor landmarks, Tensor target, Tensor confidence) {
    return weighted(landmarks, target).mul(confidence).mean();
  }

  private Tensor weighted(Tensor landmarks, Tensor target) {
    double[] weights = weighting.all();
    Tensor w = landmarks.graph().constant(weights, weights.length);
    return landmarks.sub(target).square().sum(2).mul(w);
  }
}
