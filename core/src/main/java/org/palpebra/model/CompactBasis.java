package org.palpebra.model;

import org.palpebra.internal.Combinations;
import org.palpebra.internal.Kernels;

/**
 * A basis in 16-bit whole numbers: half the memory of floats, and half the bytes to read, which is
 * what assembly waits for. Each column has a scale, 1/32767 of its largest number, so that a
 * coefficient {@code c} is off by at most half a scale times {@code |c|}. (Half-precision floats of
 * the same size have 11 bits, which is ten times as coarse for the largest displacements.)
 *
 * @param scales what 1 stands for, one per column
 */
record CompactBasis(int rows, short[] data, float[] scales) {
  static CompactBasis of(LinearBasis basis) {
    int rows = basis.rows();
    short[] data = new short[basis.data().length];
    float[] scales = scales(basis);
    for (int k = 0; k < scales.length; k++) {
      for (int i = k * rows; i < (k + 1) * rows && scales[k] > 0; i++) {
        data[i] = (short) Math.round(basis.data()[i] / scales[k]);
      }
    }
    return new CompactBasis(rows, data, scales);
  }

  static float[] scales(LinearBasis basis) {
    float[] scales = new float[basis.columns()];
    for (int k = 0; k < scales.length; k++) {
      scales[k] = scale(basis, k);
    }
    return scales;
  }

  private static float scale(LinearBasis basis, int column) {
    float largest = 0;
    for (int i = column * basis.rows(); i < (column + 1) * basis.rows(); i++) {
      largest = Math.max(largest, Math.abs(basis.data()[i]));
    }
    return largest / Short.MAX_VALUE;
  }

  /** Adds combinations to rows {@code from} to {@code to} of {@code out}. */
  void add(Combinations weights, float[] out, int from, int to) {
    Kernels.basis().accumulate(data, scales, rows, weights, out, from, to);
  }
}
