package org.palpebra.training.loss;

/**
 * What can be chosen about the hybrid loss.
 *
 * @param weights of its terms
 * @param landmarkWeighting how much each landmark counts
 * @param localDynamicForm scalar or vector form of the local dynamic loss
 */
public record HybridSettings(
    HybridWeights weights,
    LandmarkWeighting landmarkWeighting,
    LocalDynamicLoss.Form localDynamicForm) {
  /** As in arXiv 2401.09677. */
  public static HybridSettings paper() {
    return new HybridSettings(
        HybridWeights.paper(), LandmarkWeighting.PAPER, LocalDynamicLoss.Form.SCALAR);
  }

  public HybridSettings withWeights(HybridWeights other) {
    return new HybridSettings(other, landmarkWeighting, localDynamicForm);
  }
}
