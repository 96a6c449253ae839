package org.palpebra.training.loss;

import org.palpebra.model.LandmarkScheme;

/** How much each of the 68 landmarks counts. */
public enum LandmarkWeighting {
  /** 1.5 on eyes and mouth (36–67), 1 elsewhere: arXiv 2401.09677. */
  PAPER {
    @Override
    double of(int landmark) {
      return landmark >= 36 ? 1.5 : 1;
    }
  },
  /**
   * 20 on the nose bridge's tip (28–30) and the inner mouth (60–67), 1 elsewhere: Deep3DFaceRecon.
   */
  DEEP3D {
    @Override
    double of(int landmark) {
      return (landmark >= 28 && landmark <= 30) || landmark >= 60 ? 20 : 1;
    }
  },
  /** 1 everywhere. */
  EQUAL {
    @Override
    double of(int landmark) {
      return 1;
    }
  };

  abstract double of(int landmark);

  double[] all() {
    double[] weights = new double[LandmarkScheme.COUNT];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = of(i);
    }
    return weights;
  }
}
