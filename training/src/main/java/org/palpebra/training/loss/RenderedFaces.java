package org.palpebra.training.loss;

import org.palpebra.training.graph.Tensor;

/**
 * Drawn faces of a batch.
 *
 * @param image [B, 3, H, W] RGB, black where no face is, not clamped to [0, 1]
 * @param coverage [B, 1, H, W], 1 where a face is, else 0; no derivative
 */
public record RenderedFaces(Tensor image, Tensor coverage) {
  /** The faces before a background [B, 3, H, W]. */
  public Tensor over(Tensor background) {
    return image.add(background.mul(coverage.neg().add(1)));
  }
}
