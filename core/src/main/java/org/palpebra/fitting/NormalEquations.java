package org.palpebra.fitting;

import java.util.Arrays;

/** A symmetric positive definite system of up to some hundred unknowns, gathered and solved. */
final class NormalEquations {
  private final int capacity;
  private final double[] matrix;
  private final double[] right;
  private final double[] factor;
  private final double[] solved;
  private final double[][] rows;
  private int size;
  private int waiting;
  private final double[] residuals;

  /** Rows that are added in one go: fewer passes over the matrix. */
  private static final int BATCH = 4;

  NormalEquations(int capacity) {
    this.capacity = capacity;
    matrix = new double[capacity * capacity];
    right = new double[capacity];
    factor = new double[capacity * capacity];
    solved = new double[capacity];
    rows = new double[BATCH][capacity];
    residuals = new double[BATCH];
  }

  /** Empties the system. */
  void reset(int unknowns) {
    assert unknowns <= capacity;
    size = unknowns;
    waiting = 0;
    Arrays.fill(matrix, 0, size * size, 0);
    Arrays.fill(right, 0, size, 0);
  }

  /** A row to be written, then committed; holds something else before. */
  double[] nextRow() {
    return rows[waiting];
  }

  /** Adds the row of {@link #nextRow()}: the squared error of {@code row·x = residual}. */
  void commit(double residual) {
    residuals[waiting++] = residual;
    if (waiting == BATCH) {
      flush();
    }
  }

  /** Adds what is waiting. */
  void flush() {
    if (waiting == 0) {
      return;
    }
    for (int i = waiting; i < BATCH; i++) {
      Arrays.fill(rows[i], 0, size, 0);
      residuals[i] = 0;
    }
    waiting = 0;
    for (int i = 0; i < size; i++) {
      addRows(i, rows[0], rows[1], rows[2], rows[3]);
    }
  }

  private void addRows(int i, double[] a, double[] b, double[] c, double[] d) {
    double ai = a[i];
    double bi = b[i];
    double ci = c[i];
    double di = d[i];
    right[i] += ai * residuals[0] + bi * residuals[1] + ci * residuals[2] + di * residuals[3];
    int offset = i * size;
    double[] m = matrix;
    for (int j = i; j < size; j++) {
      m[offset + j] += ai * a[j] + bi * b[j] + ci * c[j] + di * d[j];
    }
  }

  /** Adds {@code weight·(x_k − value)²}. */
  void prior(int k, double value, double weight) {
    matrix[k * size + k] += weight;
    right[k] += weight * value;
  }

  double gradient(int k) {
    return right[k];
  }

  /** Gives an unknown its solution and takes it out. */
  void fix(int k, double value) {
    for (int j = 0; j < k; j++) {
      right[j] -= matrix[j * size + k] * value;
      matrix[j * size + k] = 0;
    }
    for (int j = k + 1; j < size; j++) {
      right[j] -= matrix[k * size + j] * value;
      matrix[k * size + j] = 0;
    }
    matrix[k * size + k] = 1;
    right[k] = value;
  }

  /**
   * Solves by Cholesky decomposition; the system stays as it is.
   *
   * @return whether the matrix was positive definite; {@code x} is filled then only
   */
  boolean solve(double[] x) {
    double[] m = factor;
    System.arraycopy(matrix, 0, m, 0, size * size);
    System.arraycopy(right, 0, solved, 0, size);
    for (int k = 0; k < size; k++) {
      double pivot = m[k * size + k];
      if (!(pivot > 0)) {
        return false;
      }
      double scale = 1 / Math.sqrt(pivot);
      for (int j = k; j < size; j++) {
        m[k * size + j] *= scale;
      }
      solved[k] *= scale;
      for (int i = k + 1; i < size; i++) {
        eliminate(m, k, i);
      }
    }
    for (int k = size - 1; k >= 0; k--) {
      double sum = solved[k];
      for (int j = k + 1; j < size; j++) {
        sum -= m[k * size + j] * x[j];
      }
      x[k] = sum / m[k * size + k];
    }
    return true;
  }

  private void eliminate(double[] m, int k, int i) {
    double share = m[k * size + i];
    if (share == 0) {
      return;
    }
    solved[i] -= share * solved[k];
    int from = k * size;
    int to = i * size;
    for (int j = i; j < size; j++) {
      m[to + j] -= share * m[from + j];
    }
  }
}
