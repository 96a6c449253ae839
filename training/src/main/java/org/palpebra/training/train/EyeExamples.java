package org.palpebra.training.train;

import java.util.SplittableRandom;

/** Labelled eye patches, read or rendered. Used from one thread at a time. */
public interface EyeExamples {
  /** Side S of a patch in pixels. */
  int side();

  /** Number of examples of one epoch. */
  int size();

  /**
   * Makes an example.
   *
   * @param index in 0 … size − 1
   * @param random for examples that are made up; the same numbers give the same example
   * @param patch {@code float[S·S]} to fill, grey in [0, 1], rows from the top
   * @return 1 for closed, 0 for open, between for labels that are in doubt
   */
  float example(int index, SplittableRandom random, float[] patch);
}
