package org.palpebra.benchmarks;

import java.util.List;
import org.palpebra.model.LinearBasis;

/**
 * Mean plus basis times coefficients, for some faces at once.
 *
 * @param mean one number per row
 * @param basis column after column
 * @param weights face after face
 */
record LinearTask(float[] mean, float[] basis, float[] weights, int faces) {
  /**
   * Several bases side by side.
   *
   * @param coefficients per face: one array per basis
   */
  static LinearTask of(float[] mean, List<LinearBasis> bases, List<float[][]> coefficients) {
    int columns = bases.stream().mapToInt(LinearBasis::columns).sum();
    float[] basis = new float[mean.length * columns];
    float[] weights = new float[columns * coefficients.size()];
    int column = 0;
    for (int b = 0; b < bases.size(); b++) {
      float[] data = bases.get(b).data();
      System.arraycopy(data, 0, basis, column * mean.length, data.length);
      for (int f = 0; f < coefficients.size(); f++) {
        float[] group = coefficients.get(f)[b];
        System.arraycopy(group, 0, weights, f * columns + column, group.length);
      }
      column += bases.get(b).columns();
    }
    return new LinearTask(mean, basis, weights, coefficients.size());
  }

  int rows() {
    return mean.length;
  }

  int columns() {
    return basis.length / mean.length;
  }

  /** The result in double precision, face after face. */
  double[] exact() {
    double[] out = new double[faces * rows()];
    for (int f = 0; f < faces; f++) {
      int start = f * rows();
      for (int row = 0; row < rows(); row++) {
        out[start + row] = mean[row];
      }
      for (int k = 0; k < columns(); k++) {
        double weight = weights[f * columns() + k];
        for (int row = 0; row < rows(); row++) {
          out[start + row] += weight * basis[k * rows() + row];
        }
      }
    }
    return out;
  }

  /** The mean of each face, where products are added to it. */
  float[] means() {
    float[] out = new float[faces * rows()];
    for (int f = 0; f < faces; f++) {
      System.arraycopy(mean, 0, out, f * rows(), rows());
    }
    return out;
  }
}
