package org.palpebra.training.regressor;

import org.jspecify.annotations.Nullable;
import org.palpebra.training.loss.HybridSettings;
import org.palpebra.training.loss.HybridWeights;
import org.palpebra.training.loss.LandmarkWeighting;
import org.palpebra.training.loss.LocalDynamicLoss;

/**
 * The hybrid loss of a training run; see {@link org.palpebra.training.loss.HybridLoss}.
 *
 * @param weights by name or one by one
 * @param landmarkWeighting null for the paper's
 * @param localDynamicForm null for the scalar form
 * @param recognition network of the perceptual loss; null only if its weight is 0
 */
public record HybridChoice(
    HybridWeights weights,
    @Nullable LandmarkWeighting landmarkWeighting,
    LocalDynamicLoss.@Nullable Form localDynamicForm,
    @Nullable RecognitionChoice recognition) {
  public HybridChoice {
    if (weights.perceptual() != 0 && recognition == null) {
      throw new IllegalArgumentException(
          "hybrid.weights.perceptual is %s, which needs a network in hybrid.recognition (none comes"
                  .formatted(weights.perceptual())
              + " with Palpebra); give one, or choose weights \"paper-without-perceptual\"");
    }
    if (weights.perceptual() == 0 && recognition != null) {
      throw new IllegalArgumentException(
          "hybrid.recognition has no use, as hybrid.weights.perceptual is 0; leave one out");
    }
  }

  HybridSettings settings() {
    HybridSettings paper = HybridSettings.paper();
    return new HybridSettings(
        weights,
        landmarkWeighting == null ? paper.landmarkWeighting() : landmarkWeighting,
        localDynamicForm == null ? paper.localDynamicForm() : localDynamicForm);
  }
}
