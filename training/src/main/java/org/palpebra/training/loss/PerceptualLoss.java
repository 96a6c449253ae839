package org.palpebra.training.loss;

import java.util.function.UnaryOperator;
import org.palpebra.training.graph.Tensor;

/**
 * Cosine distance of what a recognition network sees, {@code 1 − cos(f(I), f(J))}, mean over the
 * batch (Deng et al. 2019, equation 4).
 *
 * @param network emits the network: images [B, 3, H, W] of RGB in [0, 1] to features [B, D]. What
 *     the network wants before (cropping, scaling, another order of channels) is its part
 */
public record PerceptualLoss(UnaryOperator<Tensor> network) {
  /** Square of the least length that features can have. */
  private static final double TINY = 1e-16;

  /**
   * @param image [B, 3, H, W]
   * @param target [B, 3, H, W]; no derivative flows into it
   * @return one number in [0, 2]
   */
  public Tensor of(Tensor image, Tensor target) {
    return distance(network.apply(image), network.apply(target).stopGradient());
  }

  /**
   * The loss of features.
   *
   * @param features [B, D]
   * @param target [B, D]
   */
  public static Tensor distance(Tensor features, Tensor target) {
    Tensor product = features.mul(target).sum(1);
    Tensor lengths = length(features).mul(length(target));
    return product.div(lengths).neg().add(1).mean();
  }

  private static Tensor length(Tensor features) {
    return features.square().sum(1).add(TINY).sqrt();
  }
}
