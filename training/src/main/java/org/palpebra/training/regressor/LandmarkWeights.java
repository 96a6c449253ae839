package org.palpebra.training.regressor;

import org.palpebra.model.LandmarkScheme;

/** Weights of the 68 landmarks in the loss: 1.5 on eyes and mouth as in the paper, 1 elsewhere. */
final class LandmarkWeights {
  private static final int EYES = 36;
  private static final double EMPHASIS = 1.5;

  private LandmarkWeights() {}

  static float[] of(double scale) {
    float[] weights = new float[LandmarkScheme.COUNT];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (i >= EYES ? EMPHASIS * scale : scale);
    }
    return weights;
  }
}
