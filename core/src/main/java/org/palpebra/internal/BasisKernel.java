package org.palpebra.internal;

import java.util.Arrays;

/**
 * Adds linear combinations of basis columns to one or several vectors.
 *
 * <p>The work is bound by reading the basis, so it goes over the rows in blocks that stay in the
 * first-level cache and over the columns four at a time, and up to sixteen vectors take their share
 * while a block is there: the basis is read once for all of them.
 *
 * <p>Blocks are copied to arrays of their own, in which everything of one row has one index: only
 * then does the compiler know that writing cannot change what it reads next, and vectorises.
 */
public final class BasisKernel {
  private static final int BLOCK = 1024;

  /** More columns at once make a loop that the compiler does not vectorise. */
  private static final int COLUMNS = 4;

  private static final int VECTORS = 16;

  private static final ThreadLocal<BasisKernel> LOCAL = ThreadLocal.withInitial(BasisKernel::new);

  private final float[][] basis = new float[COLUMNS][BLOCK];
  private final float[][] sums = new float[VECTORS][BLOCK];
  private final float[] w = new float[COLUMNS];

  private BasisKernel() {}

  /**
   * {@code out[f·rows + r] += Σ_k data[k·rows + r] · weights[offset + f·stride + k]}.
   *
   * @param data column after column, {@code rows · columns}
   * @param weights the vectors' coefficients
   * @param offset of the first vector's first coefficient
   * @param stride from one vector's coefficients to the next one's
   * @param count number of vectors
   * @param out {@code count · rows}, added to; each vector's result depends on its own coefficients
   *     only, to the bit
   */
  public static void accumulate(
      float[] data,
      int rows,
      int columns,
      float[] weights,
      int offset,
      int stride,
      int count,
      float[] out) {
    assert data.length == (long) rows * columns && out.length >= (long) rows * count;
    BasisKernel kernel = LOCAL.get();
    for (int first = 0; first < count; first += VECTORS) {
      int some = Math.min(VECTORS, count - first);
      for (int from = 0; from < rows; from += BLOCK) {
        int length = Math.min(BLOCK, rows - from);
        for (int f = 0; f < some; f++) {
          System.arraycopy(out, (first + f) * rows + from, kernel.sums[f], 0, length);
        }
        kernel.addColumns(
            data, rows, columns, weights, offset + first * stride, stride, some, from, length);
        for (int f = 0; f < some; f++) {
          System.arraycopy(kernel.sums[f], 0, out, (first + f) * rows + from, length);
        }
      }
    }
  }

  private void addColumns(
      float[] data,
      int rows,
      int columns,
      float[] weights,
      int offset,
      int stride,
      int count,
      int from,
      int length) {
    for (int k = 0; k < columns; k += COLUMNS) {
      int some = Math.min(COLUMNS, columns - k);
      boolean loaded = false;
      for (int f = 0; f < count; f++) {
        if (loadWeights(weights, offset + f * stride + k, some)) {
          if (!loaded) {
            loadBasis(data, rows, k, some, from, length);
            loaded = true;
          }
          add(sums[f], length);
        }
      }
    }
  }

  /** Returns whether there is anything to add; expressions are mostly zero. */
  private boolean loadWeights(float[] weights, int offset, int some) {
    Arrays.fill(w, 0);
    boolean any = false;
    for (int k = 0; k < some; k++) {
      w[k] = weights[offset + k];
      any |= w[k] != 0;
    }
    return any;
  }

  private void loadBasis(float[] data, int rows, int column, int some, int from, int length) {
    for (int k = 0; k < some; k++) {
      System.arraycopy(data, (column + k) * rows + from, basis[k], 0, length);
    }
    for (int k = some; k < COLUMNS; k++) {
      Arrays.fill(basis[k], 0);
    }
  }

  private void add(float[] sum, int length) {
    float[] b0 = basis[0];
    float[] b1 = basis[1];
    float[] b2 = basis[2];
    float[] b3 = basis[3];
    float w0 = w[0];
    float w1 = w[1];
    float w2 = w[2];
    float w3 = w[3];
    for (int r = 0; r < length; r++) {
      sum[r] += w0 * b0[r] + w1 * b1[r] + w2 * b2[r] + w3 * b3[r];
    }
  }
}
