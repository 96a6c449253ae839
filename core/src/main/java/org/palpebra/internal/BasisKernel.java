package org.palpebra.internal;

/**
 * Adds linear combinations of basis columns to one or several vectors.
 *
 * <p>The columns lie one after the other, {@code data[k·rows + r]}. For vector {@code f}, {@code
 * out[f·rows + r] += Σ_k data[k·rows + r] · weight(f, k)} in rows {@code from} to {@code to}; each
 * number depends on its own row and its vector's weights only, to the bit. Implementations are
 * thread-safe.
 */
public interface BasisKernel {
  /** The numbers of a part that is worth a thread's while; parts start at its multiples. */
  int GRAIN = 8192;

  /**
   * @param data {@code rows · columns}
   * @param out {@code count · rows}, added to
   * @param from the first row
   * @param to the one after the last
   */
  void accumulate(
      float[] data, int rows, int columns, Combinations weights, float[] out, int from, int to);

  /**
   * As for floats; column {@code k} is {@code data[k·rows + r] · scales[k]}.
   *
   * @param scales one per column
   */
  void accumulate(
      short[] data, float[] scales, int rows, Combinations weights, float[] out, int from, int to);
}
