package org.palpebra.training.loss;

import org.palpebra.training.graph.Tensor;

/**
 * Mean colour distance over the pixels of a mask, {@code Σ_p m_p √(Σ_rgb (I_p − J_p)² + ε) / Σ_p
 * m_p} over the whole batch; 0 for an empty mask (Deng et al. 2019, equation 1).
 *
 * @param epsilon keeps the root differentiable where colours agree
 */
public record PhotometricLoss(double epsilon) {
  /** ε = 1e-6. */
  public static PhotometricLoss standard() {
    return new PhotometricLoss(1e-6);
  }

  /**
   * @param image [B, 3, H, W], RGB in [0, 1]
   * @param target [B, 3, H, W]
   * @param mask [B, 1, H, W], weights such as skin ∩ rendered; no derivative flows into it
   * @return one number
   */
  public Tensor of(Tensor image, Tensor target, Tensor mask) {
    Tensor weights = mask.stopGradient();
    Tensor distance = image.sub(target).square().sumKeep(1).add(epsilon).sqrt();
    Tensor count = weights.sum().max(image.graph().scalar(1));
    return distance.mul(weights).sum().div(count);
  }
}
