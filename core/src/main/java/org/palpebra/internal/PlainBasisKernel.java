package org.palpebra.internal;

import java.util.Arrays;

/**
 * {@link BasisKernel} in loops that the compiler vectorises.
 *
 * <p>The work is bound by reading the basis, so it goes over the rows in blocks and over the
 * columns four at a time, and up to 32 vectors take their share while four columns' block is in the
 * first-level cache (their sums are in the second): the basis is read once for all of them. Fewer
 * vectors stay with four columns for as many more blocks, since long reads are what the processor's
 * prefetcher wants.
 *
 * <p>Blocks are copied to arrays of their own, in which everything of one row has one index: only
 * then does the compiler know that writing cannot change what it reads next, and vectorises. They
 * take 144 KB of each thread that assembles.
 */
final class PlainBasisKernel implements BasisKernel {
  private static final int BLOCK = 1024;

  /** More columns at once make a loop that the compiler does not vectorise. */
  private static final int COLUMNS = 4;

  /** Blocks of sums: of different vectors, or of one vector's successive rows. */
  private static final int TILES = 32;

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
    private final float[][] sums = new float[TILES][BLOCK];
    private final float[] w = new float[COLUMNS];

    void accumulate(
        Columns data, int rows, int columns, Combinations weights, float[] out, int from, int to) {
      for (int first = 0; first < weights.count(); first += TILES) {
        int some = Math.min(TILES, weights.count() - first);
        int run = BLOCK * (TILES / some);
        for (int start = from; start < to; start += run) {
          int end = Math.min(to, start + run);
          loadSums(out, rows, first, some, start, end);
          addColumns(data, rows, columns, weights, first, some, start, end);
          storeSums(out, rows, first, some, start, end);
        }
      }
    }

    private void loadSums(float[] out, int rows, int first, int count, int from, int to) {
      int tile = 0;
      for (int start = from; start < to; start += BLOCK) {
        for (int f = first; f < first + count; f++) {
          System.arraycopy(out, f * rows + start, sums[tile++], 0, Math.min(BLOCK, to - start));
        }
      }
    }

    private void storeSums(float[] out, int rows, int first, int count, int from, int to) {
      int tile = 0;
      for (int start = from; start < to; start += BLOCK) {
        for (int f = first; f < first + count; f++) {
          System.arraycopy(sums[tile++], 0, out, f * rows + start, Math.min(BLOCK, to - start));
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
        int to) {
      for (int k = 0; k < columns; k += COLUMNS) {
        int some = Math.min(COLUMNS, columns - k);
        int tile = 0;
        for (int start = from; start < to; start += BLOCK) {
          int length = Math.min(BLOCK, to - start);
          boolean loaded = false;
          for (int f = first; f < first + count; f++) {
            if (loadWeights(weights.values(), weights.start(f) + k, some)) {
              if (!loaded) {
                loadBasis(data, rows, k, some, start, length);
                loaded = true;
              }
              add(sums[tile], length);
            }
            tile++;
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
