package org.palpebra.eyes;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Minimises {@code ½·xᵀHx − gᵀx} over {@code lo ≤ x ≤ hi} for a positive definite H, by a primal
 * active-set method: each step solves for the free variables directly, goes to the first bound on
 * the way and holds that variable there; a held variable whose gradient points inwards is freed.
 * For a few dozen variables. Not thread-safe.
 */
final class BoxQuadratic {
  private static final double TOLERANCE = 1e-7;

  private final int size;
  private final boolean[] held;
  private final double[] gradient;

  BoxQuadratic(int size) {
    this.size = size;
    this.held = new boolean[size];
    this.gradient = new double[size];
  }

  /**
   * @param h size × size, row-major, not modified
   * @param g not modified
   * @param x a feasible start, replaced by the minimiser
   */
  void minimise(double[] h, double[] g, double[] lo, double[] hi, double[] x) {
    java.util.Arrays.fill(held, false);
    for (int step = 0; step < 10 * size; step++) {
      if (!advance(h, g, lo, hi, x) && !release(lo, hi, x)) {
        return;
      }
    }
  }

  /** One direct solve; true if a bound stopped it, so that it must be repeated. */
  private boolean advance(double[] h, double[] g, double[] lo, double[] hi, double[] x) {
    int[] free = free();
    gradient(h, g, x);
    double[] move = solve(h, free);
    double step = 1;
    int stop = -1;
    for (int i = 0; i < free.length; i++) {
      int k = free[i];
      double bound = move[i] < 0 ? lo[k] : hi[k];
      if ((move[i] < 0 && x[k] + move[i] < bound) || (move[i] > 0 && x[k] + move[i] > bound)) {
        double reach = (bound - x[k]) / move[i];
        if (reach < step) {
          step = reach;
          stop = k;
        }
      }
    }
    for (int i = 0; i < free.length; i++) {
      int k = free[i];
      x[k] = Math.min(Math.max(x[k] + step * move[i], lo[k]), hi[k]);
    }
    gradient(h, g, x);
    if (stop >= 0) {
      held[stop] = true;
    }
    return stop >= 0;
  }

  /** Frees the held variable that gains most; false if none gains. */
  private boolean release(double[] lo, double[] hi, double[] x) {
    int best = -1;
    double gain = TOLERANCE;
    for (int k = 0; k < size; k++) {
      double inwards = x[k] <= lo[k] ? -gradient[k] : gradient[k];
      if (held[k] && lo[k] < hi[k] && inwards > gain) {
        gain = inwards;
        best = k;
      }
    }
    if (best >= 0) {
      held[best] = false;
    }
    return best >= 0;
  }

  private int[] free() {
    return java.util.stream.IntStream.range(0, size).filter(k -> !held[k]).toArray();
  }

  private void gradient(double[] h, double[] g, double[] x) {
    for (int r = 0; r < size; r++) {
      double sum = -g[r];
      for (int c = 0; c < size; c++) {
        sum += h[r * size + c] * x[c];
      }
      gradient[r] = sum;
    }
  }

  private double[] solve(double[] h, int[] free) {
    int n = free.length;
    DMatrixRMaj x = new DMatrixRMaj(n, 1);
    if (n == 0) {
      return x.data;
    }
    DMatrixRMaj a = new DMatrixRMaj(n, n);
    DMatrixRMaj b = new DMatrixRMaj(n, 1);
    for (int r = 0; r < n; r++) {
      b.data[r] = -gradient[free[r]];
      for (int c = 0; c < n; c++) {
        a.data[r * n + c] = h[free[r] * size + free[c]];
      }
    }
    LinearSolverDense<DMatrixRMaj> cholesky = LinearSolverFactory_DDRM.chol(n);
    if (!cholesky.setA(a)) {
      throw new IllegalArgumentException("the matrix is not positive definite");
    }
    cholesky.solve(b, x);
    return x.data;
  }
}
