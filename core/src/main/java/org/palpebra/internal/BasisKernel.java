package org.palpebra.internal;

/**
 * Adds linear combinations of basis columns to one or several vectors.
 *
 * <p>The columns lie one after the other, {@code data[k·rows + r]}. For vector {@code f}, {@code
 * out[f·rows + r] += Σ_k data[k·rows + r] · weights[offset + f·stride + k]}; each vector's result
 * depends on its own coefficients only, to the bit. Implementations are thread-safe.
 */
public interface BasisKernel {
  /**
   * @param data {@code rows · columns}
   * @param weights the vectors' coefficients
   * @param offset of the first vector's first coefficient
   * @param stride from one vector's coefficients to the next one's
   * @param count number of vectors
   * @param out {@code count · rows}, added to
   */
  void accumulate(
      float[] data,
      int rows,
      int columns,
      float[] weights,
      int offset,
      int stride,
      int count,
      float[] out);

  /**
   * As for floats; column {@code k} is {@code data[k·rows + r] · scales[k]}.
   *
   * @param scales one per column
   */
  void accumulate(
      short[] data,
      float[] scales,
      int rows,
      int columns,
      float[] weights,
      int offset,
      int stride,
      int count,
      float[] out);
}
