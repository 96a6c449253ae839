package org.palpebra.internal;

/**
 * Adds linear combinations of basis columns to one or several vectors.
 *
 * <p>The work is bound by reading the basis, so it goes over the rows in blocks that stay in the
 * first-level cache and over the columns four at a time, and every vector of a batch takes its
 * share while the block is there: the basis is read once however many vectors there are.
 */
public final class BasisKernel {
  /** Rows per block: four columns and one output block together fill 20 KiB. */
  private static final int BLOCK = 1024;

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
    assert data.length == rows * columns && out.length >= rows * count;
    for (int from = 0; from < rows; from += BLOCK) {
      int to = Math.min(from + BLOCK, rows);
      for (int k = 0; k < columns; k += 4) {
        for (int f = 0; f < count; f++) {
          int w = offset + f * stride + k;
          int base = f * rows;
          if (k + 4 <= columns) {
            addFour(data, rows, k, weights, w, from, to, out, base);
          } else {
            addRest(data, rows, k, columns, weights, w, from, to, out, base);
          }
        }
      }
    }
  }

  private static void addFour(
      float[] data,
      int rows,
      int column,
      float[] weights,
      int w,
      int from,
      int to,
      float[] out,
      int base) {
    float w0 = weights[w];
    float w1 = weights[w + 1];
    float w2 = weights[w + 2];
    float w3 = weights[w + 3];
    if (w0 == 0 && w1 == 0 && w2 == 0 && w3 == 0) {
      return; // expressions are mostly zero
    }
    int c0 = column * rows;
    int c1 = c0 + rows;
    int c2 = c1 + rows;
    int c3 = c2 + rows;
    for (int r = from; r < to; r++) {
      out[base + r] +=
          w0 * data[c0 + r] + w1 * data[c1 + r] + w2 * data[c2 + r] + w3 * data[c3 + r];
    }
  }

  private static void addRest(
      float[] data,
      int rows,
      int column,
      int columns,
      float[] weights,
      int w,
      int from,
      int to,
      float[] out,
      int base) {
    for (int k = column; k < columns; k++) {
      float weight = weights[w + k - column];
      if (weight == 0) {
        continue;
      }
      int c = k * rows;
      for (int r = from; r < to; r++) {
        out[base + r] += weight * data[c + r];
      }
    }
  }
}
