package org.palpebra.internal;

import java.util.Arrays;

/**
 * {@link BasisKernel} in loops that the compiler vectorises.
 *
 * <p>The work is bound by reading the basis, so it goes over the rows in blocks that stay in the
 * first-level cache and over the columns four at a time, and up to 32 vectors take their share
 * while a block is there: the basis is read once for all of them.
 *
 * <p>Blocks are copied to arrays of their own, in which everything of one row has one index: only
 * then does the compiler know that writing cannot change what it reads next, and vectorises.
 */
final class PlainBasisKernel implements BasisKernel {
  private static final int BLOCK = 1024;

  /** More columns at once make a loop that the compiler does not vectorise. */
  private static final int COLUMNS = 4;

  private static final int VECTORS = 32;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  /** Copies that many numbers of the basis, from an index on. */
  private interface Columns {
    void copy(int from, float[] to, int length);
  }

  PlainBasisKernel() {}

  @Override
  public String toString() {
    return "plain Java";
  }

  @Override
  public void accumulate(
      float[] data, int rows, int columns, Combinations weights, float[] out, int from, int to) {
    assert data.length == (long) rows * columns && out.length >= (long) rows * weights.count();
    Columns copies = (at, block, length) -> System.arraycopy(data, at, block, 0, length);
    SCRATCH.get().accumulate(copies, rows, columns, weights, out, from, to);
  }

  @Override
  public void accumulate(
      short[] data, float[] scales, int rows, Combinations weights, float[] out, int from, int to) {
    assert data.length == (long) rows * scales.length;
    assert out.length >= (long) rows * weights.count();
    Columns copies =
        (at, block, length) -> {
          float scale = scales[Math.floorDiv(at, rows)];
          for (int i = 0; i < length; i++) {
            block[i] = scale * data[at + i];
          }
        };
    SCRATCH.get().accumulate(copies, rows, scales.length, weights, out, from, to);
  }

  /** The blocks of one thread. */
  private static final class Scratch {
    private final float[][] basis = new float[COLUMNS][BLOCK];
    private final float[][] sums = new float[VECTORS][BLOCK];
    private final float[] w = new float[COLUMNS];

    void accumulate(
        Columns data, int rows, int columns, Combinations weights, float[] out, int from, int to) {
      for (int first = 0; first < weights.count(); first += VECTORS) {
        int some = Math.min(VECTORS, weights.count() - first);
        for (int start = from; start < to; start += BLOCK) {
          int length = Math.min(BLOCK, to - start);
          for (int f = 0; f < some; f++) {
            System.arraycopy(out, (first + f) * rows + start, sums[f], 0, length);
          }
          addColumns(data, rows, columns, weights, first, some, start, length);
          for (int f = 0; f < some; f++) {
            System.arraycopy(sums[f], 0, out, (first + f) * rows + start, length);
          }
        }
      }
    }

    private void addColumns(
        Columns data,
        int rows,
        int columns,
        Combinations weights,
        int first,
        int count,
        int from,
        int length) {
      for (int k = 0; k < columns; k += COLUMNS) {
        int some = Math.min(COLUMNS, columns - k);
        boolean loaded = false;
        for (int f = 0; f < count; f++) {
          if (loadWeights(weights.values(), weights.start(first + f) + k, some)) {
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

    private void loadBasis(Columns data, int rows, int column, int some, int from, int length) {
      for (int k = 0; k < some; k++) {
        data.copy((column + k) * rows + from, basis[k], length);
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
}
