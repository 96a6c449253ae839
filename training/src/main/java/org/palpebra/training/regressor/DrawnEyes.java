package org.palpebra.training.regressor;

import java.util.SplittableRandom;
import org.palpebra.training.train.EyeExamples;

/**
 * Examples drawn from a source at random, with repetition.
 *
 * @param size number of examples of one epoch
 */
record DrawnEyes(EyeExamples source, int size) implements EyeExamples {
  @Override
  public int side() {
    return source.side();
  }

  @Override
  public float example(int index, SplittableRandom random, float[] patch) {
    return source.example(random.nextInt(source.size()), random, patch);
  }
}
