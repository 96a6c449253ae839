package org.palpebra.training.nn;

import org.palpebra.training.graph.Tensor;

/**
 * A batch's statistic that a running one follows.
 *
 * @param running its value before the step
 * @param batch this batch's value
 * @param kept share of the old running value that a step keeps
 */
public record Statistic(Tensor running, Tensor batch, double kept) {

  /** The new running value. */
  Tensor blend() {
    return running.mul(kept).add(batch.mul(1 - kept));
  }

  /** The same in Java, to the bit. */
  float[] blend(float[] runningValues, float[] batchValues) {
    float[] blended = new float[runningValues.length];
    for (int i = 0; i < blended.length; i++) {
      blended[i] = runningValues[i] * (float) kept + batchValues[i] * (float) (1 - kept);
    }
    return blended;
  }
}
