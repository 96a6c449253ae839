package org.palpebra.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.palpebra.internal.BasisKernel;

/**
 * {@link BasisKernel} on the Vector API.
 *
 * <p>Eight columns are read side by side, each of them forwards, which is what the processor's
 * prefetcher wants; in between, the sums wait in a cache. One vector's block of sums is so long
 * that the reads are, too; several vectors share shorter blocks of the basis that stay in the
 * first-level cache until all have had them.
 */
public final class VectorBasisKernel implements BasisKernel {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
  private static final int LANES = FLOATS.length();
  private static final int COLUMNS = 8;

  /** Sums of one vector: in the second-level cache. */
  private static final int LONG_BLOCK = 16_384;

  /** Eight columns of it are in the first-level cache, or nearly so. */
  private static final int SHORT_BLOCK = 1024;

  /** For the reflective choice. */
  public VectorBasisKernel() {}

  @Override
  public String toString() {
    return "Vector API, " + FLOATS.vectorBitSize() + " bits";
  }

  @Override
  public void accumulate(
      float[] data,
      int rows,
      int columns,
      float[] weights,
      int offset,
      int stride,
      int count,
      float[] out) {
    assert data.length == (long) rows * columns && out.length >= (long) rows * count;
    int block = count == 1 ? LONG_BLOCK : SHORT_BLOCK;
    for (int from = 0; from < rows; from += block) {
      int to = Math.min(rows, from + block);
      int k = 0;
      for (; k + COLUMNS <= columns; k += COLUMNS) {
        for (int f = 0; f < count; f++) {
          addEight(data, rows, k, weights, offset + f * stride + k, out, f * rows, from, to);
        }
      }
      for (; k < columns; k++) {
        for (int f = 0; f < count; f++) {
          addOne(data, k * rows, weights[offset + f * stride + k], out, f * rows, from, to);
        }
      }
    }
  }

  private static void addEight(
      float[] data, int rows, int k, float[] weights, int w, float[] out, int o, int from, int to) {
    if (allZero(weights, w)) {
      return;
    }
    float w0 = weights[w];
    float w1 = weights[w + 1];
    float w2 = weights[w + 2];
    float w3 = weights[w + 3];
    float w4 = weights[w + 4];
    float w5 = weights[w + 5];
    float w6 = weights[w + 6];
    float w7 = weights[w + 7];
    int c0 = k * rows;
    int c1 = c0 + rows;
    int c2 = c1 + rows;
    int c3 = c2 + rows;
    int c4 = c3 + rows;
    int c5 = c4 + rows;
    int c6 = c5 + rows;
    int c7 = c6 + rows;
    int r = from;
    for (; r <= to - LANES; r += LANES) {
      FloatVector s = FloatVector.fromArray(FLOATS, out, o + r);
      s = FloatVector.fromArray(FLOATS, data, c0 + r).fma(FloatVector.broadcast(FLOATS, w0), s);
      s = FloatVector.fromArray(FLOATS, data, c1 + r).fma(FloatVector.broadcast(FLOATS, w1), s);
      s = FloatVector.fromArray(FLOATS, data, c2 + r).fma(FloatVector.broadcast(FLOATS, w2), s);
      s = FloatVector.fromArray(FLOATS, data, c3 + r).fma(FloatVector.broadcast(FLOATS, w3), s);
      s = FloatVector.fromArray(FLOATS, data, c4 + r).fma(FloatVector.broadcast(FLOATS, w4), s);
      s = FloatVector.fromArray(FLOATS, data, c5 + r).fma(FloatVector.broadcast(FLOATS, w5), s);
      s = FloatVector.fromArray(FLOATS, data, c6 + r).fma(FloatVector.broadcast(FLOATS, w6), s);
      s = FloatVector.fromArray(FLOATS, data, c7 + r).fma(FloatVector.broadcast(FLOATS, w7), s);
      s.intoArray(out, o + r);
    }
    for (; r < to; r++) {
      float s = out[o + r];
      for (int j = 0; j < COLUMNS; j++) {
        s = Math.fma(data[c0 + j * rows + r], weights[w + j], s);
      }
      out[o + r] = s;
    }
  }

  private static void addOne(
      float[] data, int column, float weight, float[] out, int o, int from, int to) {
    if (weight == 0) {
      return;
    }
    int r = from;
    for (; r <= to - LANES; r += LANES) {
      FloatVector s = FloatVector.fromArray(FLOATS, out, o + r);
      FloatVector b = FloatVector.fromArray(FLOATS, data, column + r);
      b.fma(FloatVector.broadcast(FLOATS, weight), s).intoArray(out, o + r);
    }
    for (; r < to; r++) {
      out[o + r] = Math.fma(data[column + r], weight, out[o + r]);
    }
  }

  @Override
  public void accumulate(
      short[] data,
      float[] scales,
      int rows,
      int columns,
      float[] weights,
      int offset,
      int stride,
      int count,
      float[] out) {
    assert data.length == (long) rows * columns && out.length >= (long) rows * count;
    int block = count == 1 ? LONG_BLOCK : SHORT_BLOCK;
    for (int from = 0; from < rows; from += block) {
      int to = Math.min(rows, from + block);
      int k = 0;
      for (; k + COLUMNS <= columns; k += COLUMNS) {
        for (int f = 0; f < count; f++) {
          addEight(
              data, rows, scales, k, weights, offset + f * stride + k, out, f * rows, from, to);
        }
      }
      for (; k < columns; k++) {
        for (int f = 0; f < count; f++) {
          addOne(
              data,
              k * rows,
              scales[k] * weights[offset + f * stride + k],
              out,
              f * rows,
              from,
              to);
        }
      }
    }
  }

  private static void addEight(
      short[] data,
      int rows,
      float[] scales,
      int k,
      float[] weights,
      int w,
      float[] out,
      int o,
      int from,
      int to) {
    if (allZero(weights, w)) {
      return;
    }
    float w0 = scales[k] * weights[w];
    float w1 = scales[k + 1] * weights[w + 1];
    float w2 = scales[k + 2] * weights[w + 2];
    float w3 = scales[k + 3] * weights[w + 3];
    float w4 = scales[k + 4] * weights[w + 4];
    float w5 = scales[k + 5] * weights[w + 5];
    float w6 = scales[k + 6] * weights[w + 6];
    float w7 = scales[k + 7] * weights[w + 7];
    int c0 = k * rows;
    int c1 = c0 + rows;
    int c2 = c1 + rows;
    int c3 = c2 + rows;
    int c4 = c3 + rows;
    int c5 = c4 + rows;
    int c6 = c5 + rows;
    int c7 = c6 + rows;
    int r = from;
    for (; r <= to - LANES; r += LANES) {
      FloatVector s = FloatVector.fromArray(FLOATS, out, o + r);
      s = floats(data, c0 + r).fma(FloatVector.broadcast(FLOATS, w0), s);
      s = floats(data, c1 + r).fma(FloatVector.broadcast(FLOATS, w1), s);
      s = floats(data, c2 + r).fma(FloatVector.broadcast(FLOATS, w2), s);
      s = floats(data, c3 + r).fma(FloatVector.broadcast(FLOATS, w3), s);
      s = floats(data, c4 + r).fma(FloatVector.broadcast(FLOATS, w4), s);
      s = floats(data, c5 + r).fma(FloatVector.broadcast(FLOATS, w5), s);
      s = floats(data, c6 + r).fma(FloatVector.broadcast(FLOATS, w6), s);
      s = floats(data, c7 + r).fma(FloatVector.broadcast(FLOATS, w7), s);
      s.intoArray(out, o + r);
    }
    for (; r < to; r++) {
      float s = out[o + r];
      for (int j = 0; j < COLUMNS; j++) {
        s = Math.fma(data[c0 + j * rows + r], scales[k + j] * weights[w + j], s);
      }
      out[o + r] = s;
    }
  }

  private static void addOne(
      short[] data, int column, float weight, float[] out, int o, int from, int to) {
    if (weight == 0) {
      return;
    }
    int r = from;
    for (; r <= to - LANES; r += LANES) {
      FloatVector s = FloatVector.fromArray(FLOATS, out, o + r);
      FloatVector b = floats(data, column + r);
      b.fma(FloatVector.broadcast(FLOATS, weight), s).intoArray(out, o + r);
    }
    for (; r < to; r++) {
      out[o + r] = Math.fma(data[column + r], weight, out[o + r]);
    }
  }

  private static FloatVector floats(short[] data, int at) {
    return (FloatVector)
        ShortVector.fromArray(SHORTS, data, at).convertShape(VectorOperators.S2F, FLOATS, 0);
  }

  private static boolean allZero(float[] weights, int from) {
    for (int j = from; j < from + COLUMNS; j++) {
      if (weights[j] != 0) {
        return false;
      }
    }
    return true;
  }
}
