package org.palpebra.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.palpebra.internal.BasisKernel;
import org.palpebra.internal.Combinations;

/**
 * {@link BasisKernel} on the Vector API.
 *
 * <p>Eight columns are read side by side, each of them forwards, which is what the processor's
 * prefetcher wants; in between, the sums wait in a cache. One vector's block of sums is so long
 * that the reads are, too; several vectors share shorter blocks of four columns that stay in the
 * first-level cache until all have had them. The order of the columns is the same either way.
 */
public final class VectorBasisKernel implements BasisKernel {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
  private static final int LANES = FLOATS.length();

  /** Columns side by side for one vector. */
  private static final int COLUMNS = 8;

  /** Columns side by side for several vectors, and how many vectors share them. */
  private static final int FEW = 4;

  private static final int FACES = 4;

  /** Sums of one vector: they stay in the first-level cache. */
  private static final int LONG_BLOCK = 8192;

  /** Four columns of it stay in the first-level cache. */
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
      Combinations combinations,
      float[] out,
      int first,
      int last) {
    float[] weights = combinations.values();
    int offset = combinations.offset();
    int stride = combinations.stride();
    int count = combinations.count();
    assert data.length == (long) rows * columns && out.length >= (long) rows * count;
    int fours = count - count % FACES;
    int block = count == 1 ? LONG_BLOCK : SHORT_BLOCK;
    for (int from = first; from < last; from += block) {
      int to = Math.min(last, from + block);
      int k = 0;
      for (; k + FEW <= columns; k += FEW) {
        for (int f = 0; f < fours; f += FACES) {
          addFour(data, rows, k, weights, offset + f * stride + k, stride, out, f * rows, from, to);
        }
      }
      for (; k < columns; k++) {
        for (int f = 0; f < fours; f++) {
          addOne(data, k * rows, weights[offset + f * stride + k], out, f * rows, from, to);
        }
      }
      for (int f = fours; f < count; f++) {
        k = 0;
        for (; k + COLUMNS <= columns; k += COLUMNS) {
          addEight(data, rows, k, weights, offset + f * stride + k, out, f * rows, from, to);
        }
        for (; k < columns; k++) {
          addOne(data, k * rows, weights[offset + f * stride + k], out, f * rows, from, to);
        }
      }
    }
  }

  /** Four columns to four vectors: half the loads that they would take one by one. */
  private static void addFour(
      float[] data,
      int rows,
      int k,
      float[] weights,
      int w,
      int stride,
      float[] out,
      int o0,
      int from,
      int to) {
    float wa0 = weights[w];
    float wa1 = weights[w + 1];
    float wa2 = weights[w + 2];
    float wa3 = weights[w + 3];
    float wb0 = weights[w + stride];
    float wb1 = weights[w + stride + 1];
    float wb2 = weights[w + stride + 2];
    float wb3 = weights[w + stride + 3];
    float wc0 = weights[w + 2 * stride];
    float wc1 = weights[w + 2 * stride + 1];
    float wc2 = weights[w + 2 * stride + 2];
    float wc3 = weights[w + 2 * stride + 3];
    float wd0 = weights[w + 3 * stride];
    float wd1 = weights[w + 3 * stride + 1];
    float wd2 = weights[w + 3 * stride + 2];
    float wd3 = weights[w + 3 * stride + 3];
    int c0 = k * rows;
    int c1 = c0 + rows;
    int c2 = c1 + rows;
    int c3 = c2 + rows;
    int o1 = o0 + rows;
    int o2 = o1 + rows;
    int o3 = o2 + rows;
    int r = from;
    for (; r <= to - LANES; r += LANES) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, data, c0 + r);
      FloatVector x1 = FloatVector.fromArray(FLOATS, data, c1 + r);
      FloatVector x2 = FloatVector.fromArray(FLOATS, data, c2 + r);
      FloatVector x3 = FloatVector.fromArray(FLOATS, data, c3 + r);
      FloatVector s = x0.fma(FloatVector.broadcast(FLOATS, wa0), FloatVector.fromArray(FLOATS, out, o0 + r));
      s = x1.fma(FloatVector.broadcast(FLOATS, wa1), s);
      s = x2.fma(FloatVector.broadcast(FLOATS, wa2), s);
      s = x3.fma(FloatVector.broadcast(FLOATS, wa3), s);
      s.intoArray(out, o0 + r);
      s = x0.fma(FloatVector.broadcast(FLOATS, wb0), FloatVector.fromArray(FLOATS, out, o1 + r));
      s = x1.fma(FloatVector.broadcast(FLOATS, wb1), s);
      s = x2.fma(FloatVector.broadcast(FLOATS, wb2), s);
      s = x3.fma(FloatVector.broadcast(FLOATS, wb3), s);
      s.intoArray(out, o1 + r);
      s = x0.fma(FloatVector.broadcast(FLOATS, wc0), FloatVector.fromArray(FLOATS, out, o2 + r));
      s = x1.fma(FloatVector.broadcast(FLOATS, wc1), s);
      s = x2.fma(FloatVector.broadcast(FLOATS, wc2), s);
      s = x3.fma(FloatVector.broadcast(FLOATS, wc3), s);
      s.intoArray(out, o2 + r);
      s = x0.fma(FloatVector.broadcast(FLOATS, wd0), FloatVector.fromArray(FLOATS, out, o3 + r));
      s = x1.fma(FloatVector.broadcast(FLOATS, wd1), s);
      s = x2.fma(FloatVector.broadcast(FLOATS, wd2), s);
      s = x3.fma(FloatVector.broadcast(FLOATS, wd3), s);
      s.intoArray(out, o3 + r);
    }
    for (; r < to; r++) {
      for (int f = 0; f < FACES; f++) {
        float s = out[o0 + f * rows + r];
        for (int j = 0; j < FEW; j++) {
          s = Math.fma(data[c0 + j * rows + r], weights[w + f * stride + j], s);
        }
        out[o0 + f * rows + r] = s;
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
      Combinations combinations,
      float[] out,
      int first,
      int last) {
    float[] weights = combinations.values();
    int offset = combinations.offset();
    int stride = combinations.stride();
    int count = combinations.count();
    int columns = scales.length;
    assert data.length == (long) rows * columns && out.length >= (long) rows * count;
    int fours = count - count % FACES;
    int block = count == 1 ? LONG_BLOCK : SHORT_BLOCK;
    for (int from = first; from < last; from += block) {
      int to = Math.min(last, from + block);
      int k = 0;
      for (; k + FEW <= columns; k += FEW) {
        for (int f = 0; f < fours; f += FACES) {
          addFour(data, rows, scales, k, weights, offset + f * stride + k, stride, out, f * rows, from, to);
        }
      }
      for (; k < columns; k++) {
        for (int f = 0; f < fours; f++) {
          addOne(data, k * rows, scales[k] * weights[offset + f * stride + k], out, f * rows, from, to);
        }
      }
      for (int f = fours; f < count; f++) {
        k = 0;
        for (; k + COLUMNS <= columns; k += COLUMNS) {
          addEight(data, rows, scales, k, weights, offset + f * stride + k, out, f * rows, from, to);
        }
        for (; k < columns; k++) {
          addOne(data, k * rows, scales[k] * weights[offset + f * stride + k], out, f * rows, from, to);
        }
      }
    }
  }

  /** Four columns to four vectors: half the loads that they would take one by one. */
  private static void addFour(
      short[] data,
      int rows,
      float[] scales,
      int k,
      float[] weights,
      int w,
      int stride,
      float[] out,
      int o0,
      int from,
      int to) {
    float wa0 = scales[k] * weights[w];
    float wa1 = scales[k + 1] * weights[w + 1];
    float wa2 = scales[k + 2] * weights[w + 2];
    float wa3 = scales[k + 3] * weights[w + 3];
    float wb0 = scales[k] * weights[w + stride];
    float wb1 = scales[k + 1] * weights[w + stride + 1];
    float wb2 = scales[k + 2] * weights[w + stride + 2];
    float wb3 = scales[k + 3] * weights[w + stride + 3];
    float wc0 = scales[k] * weights[w + 2 * stride];
    float wc1 = scales[k + 1] * weights[w + 2 * stride + 1];
    float wc2 = scales[k + 2] * weights[w + 2 * stride + 2];
    float wc3 = scales[k + 3] * weights[w + 2 * stride + 3];
    float wd0 = scales[k] * weights[w + 3 * stride];
    float wd1 = scales[k + 1] * weights[w + 3 * stride + 1];
    float wd2 = scales[k + 2] * weights[w + 3 * stride + 2];
    float wd3 = scales[k + 3] * weights[w + 3 * stride + 3];
    int c0 = k * rows;
    int c1 = c0 + rows;
    int c2 = c1 + rows;
    int c3 = c2 + rows;
    int o1 = o0 + rows;
    int o2 = o1 + rows;
    int o3 = o2 + rows;
    int r = from;
    for (; r <= to - LANES; r += LANES) {
      FloatVector x0 = floats(data, c0 + r);
      FloatVector x1 = floats(data, c1 + r);
      FloatVector x2 = floats(data, c2 + r);
      FloatVector x3 = floats(data, c3 + r);
      FloatVector s = x0.fma(FloatVector.broadcast(FLOATS, wa0), FloatVector.fromArray(FLOATS, out, o0 + r));
      s = x1.fma(FloatVector.broadcast(FLOATS, wa1), s);
      s = x2.fma(FloatVector.broadcast(FLOATS, wa2), s);
      s = x3.fma(FloatVector.broadcast(FLOATS, wa3), s);
      s.intoArray(out, o0 + r);
      s = x0.fma(FloatVector.broadcast(FLOATS, wb0), FloatVector.fromArray(FLOATS, out, o1 + r));
      s = x1.fma(FloatVector.broadcast(FLOATS, wb1), s);
      s = x2.fma(FloatVector.broadcast(FLOATS, wb2), s);
      s = x3.fma(FloatVector.broadcast(FLOATS, wb3), s);
      s.intoArray(out, o1 + r);
      s = x0.fma(FloatVector.broadcast(FLOATS, wc0), FloatVector.fromArray(FLOATS, out, o2 + r));
      s = x1.fma(FloatVector.broadcast(FLOATS, wc1), s);
      s = x2.fma(FloatVector.broadcast(FLOATS, wc2), s);
      s = x3.fma(FloatVector.broadcast(FLOATS, wc3), s);
      s.intoArray(out, o2 + r);
      s = x0.fma(FloatVector.broadcast(FLOATS, wd0), FloatVector.fromArray(FLOATS, out, o3 + r));
      s = x1.fma(FloatVector.broadcast(FLOATS, wd1), s);
      s = x2.fma(FloatVector.broadcast(FLOATS, wd2), s);
      s = x3.fma(FloatVector.broadcast(FLOATS, wd3), s);
      s.intoArray(out, o3 + r);
    }
    for (; r < to; r++) {
      for (int f = 0; f < FACES; f++) {
        float s = out[o0 + f * rows + r];
        for (int j = 0; j < FEW; j++) {
          s = Math.fma(data[c0 + j * rows + r], scales[k + j] * weights[w + f * stride + j], s);
        }
        out[o0 + f * rows + r] = s;
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
