package org.palpebra.training.loss;

import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/**
 * Pull of coloured light towards white: the mean squared distance of the red, green and blue
 * coefficients from their mean (Deep3DFaceRecon). White light costs nothing.
 */
public final class GammaLoss {
  private GammaLoss() {}

  /**
   * @param lighting [B, 9] or [B, 27]
   * @return one number
   */
  public static Tensor of(Tensor lighting) {
    int batch = lighting.shape().get(0);
    if (lighting.shape().get(1) == SphericalHarmonics.WHITE) {
      return lighting.graph().zeros(lighting.type(), Shape.of());
    }
    Tensor channels = lighting.reshape(batch, 3, SphericalHarmonics.WHITE);
    return channels.sub(channels.meanKeep(1)).square().mean();
  }
}
