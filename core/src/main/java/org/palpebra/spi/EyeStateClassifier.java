package org.palpebra.spi;

/** Eye patch in, probability of being closed out. Implementations are thread-safe. */
public interface EyeStateClassifier extends AutoCloseable {
  /** Side of the square grey patch in pixels. */
  int inputSize();

  /**
   * @param patches {@code float[N·S·S]}, grey in [0, 1] (BT.601 luma), upright, the eye's centre in
   *     the middle, cut as {@code org.palpebra.eyes.EyePatches} does; not modified
   * @param count N ≥ 1
   * @return {@code float[N]}, P(closed)
   */
  float[] closedProbability(float[] patches, int count);

  /** Which model this classifier is and where it runs; stands in every result. */
  ModelInfo info();

  /** Frees what it holds; nothing else may be called afterwards. */
  @Override
  void close();
}
