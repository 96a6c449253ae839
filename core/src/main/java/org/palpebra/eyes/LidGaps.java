package org.palpebra.eyes;

import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * The vectors from the lower to the upper vertex of each lid pair as a linear function of the
 * coefficients, so that lids can be followed without assembling a mesh. Immutable.
 */
final class LidGaps {
  private static final int HALVINGS = 10;

  private final int rows;
  private final double[] mean;
  private final double[] identity;
  private final double[] expression;

  LidGaps(MorphableModel model, Lid lid) {
    rows = 3 * lid.upper().length;
    mean = new double[rows];
    subtract(lid, model.meanShape(), 0, mean, 0);
    identity = subtract(lid, model.identity());
    expression = subtract(lid, model.expression());
  }

  private double[] subtract(Lid lid, LinearBasis basis) {
    double[] out = new double[rows * basis.columns()];
    for (int k = 0; k < basis.columns(); k++) {
      subtract(lid, basis.data(), k * basis.rows(), out, k * rows);
    }
    return out;
  }

  private static void subtract(Lid lid, float[] data, int offset, double[] out, int at) {
    for (int i = 0; i < lid.upper().length; i++) {
      int u = offset + 3 * lid.upper()[i];
      int l = offset + 3 * lid.lower()[i];
      for (int axis = 0; axis < 3; axis++) {
        out[at + 3 * i + axis] = data[u + axis] - data[l + axis];
      }
    }
  }

  /** The vectors of the identity's neutral face, xyz after xyz, millimetres. */
  double[] neutral(Coefficients c) {
    double[] gaps = mean.clone();
    addTo(gaps, identity, c.values(), c.layout().identityOffset());
    return gaps;
  }

  /** The vectors under expression coefficients {@code beta}, written to {@code out}. */
  void expressed(double[] neutral, double[] beta, double[] out) {
    System.arraycopy(neutral, 0, out, 0, rows);
    for (int k = 0; k < beta.length; k++) {
      if (beta[k] != 0) {
        for (int r = 0; r < rows; r++) {
          out[r] += beta[k] * expression[k * rows + r];
        }
      }
    }
  }

  private void addTo(double[] gaps, double[] columns, float[] values, int offset) {
    for (int k = 0; k * rows < columns.length; k++) {
      double weight = values[offset + k];
      for (int r = 0; r < rows; r++) {
        gaps[r] += weight * columns[k * rows + r];
      }
    }
  }

  /**
   * Adds {@code ½·weight·|gaps(x) − wanted|²} to a quadratic {@code ½·xᵀHx − gᵀx}, per pair.
   *
   * @param missing wanted minus present vectors
   * @param columns the expression columns that x stands for
   */
  void addSquares(double weight, double[] missing, int[] columns, double[] h, double[] g) {
    int n = columns.length;
    double perPair = 3 * weight / rows;
    for (int i = 0; i < n; i++) {
      g[i] += perPair * product(missing, 0, columns[i]);
      for (int j = 0; j <= i; j++) {
        double both = perPair * product(expression, columns[j] * rows, columns[i]);
        h[i * n + j] += both;
        h[j * n + i] += i == j ? 0 : both;
      }
    }
  }

  private double product(double[] v, int offset, int column) {
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += v[offset + r] * expression[column * rows + r];
    }
    return sum;
  }

  /** Mean length of the vectors. */
  static double meanLength(double[] gaps) {
    double sum = 0;
    for (int i = 0; i < gaps.length; i += 3) {
      sum += length(gaps, i);
    }
    return 3 * sum / gaps.length;
  }

  /** Mean component along the neutral vectors; negative where the lids have crossed. */
  static double meanAlong(double[] neutral, double[] gaps) {
    double sum = 0;
    for (int i = 0; i < gaps.length; i += 3) {
      sum += along(neutral, gaps, i);
    }
    return 3 * sum / gaps.length;
  }

  /**
   * How far to go from gaps {@code a} towards {@code b} until no pair has crossed by more than
   * {@code allowed} millimetres; 0 if none has, 1 if b does not help.
   */
  static double uncrossed(double[] neutral, double[] a, double[] b, double allowed) {
    double share = 0;
    for (int i = 0; i < a.length; i += 3) {
      double from = along(neutral, a, i) + allowed;
      double to = along(neutral, b, i) + allowed;
      if (from < 0) {
        share = Math.max(share, to > 0 ? from / (from - to) : 1);
      }
    }
    return share;
  }

  /**
   * How far to go from gaps {@code a} towards {@code b} until their mean length is at most {@code
   * most}, at least {@code share} of the way; 1 if b does not help.
   */
  static double narrowed(double[] a, double[] b, double most, double share) {
    if (mixedLength(a, b, share) <= most) {
      return share;
    }
    double low = share;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (mixedLength(a, b, middle) > most) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double mixedLength(double[] a, double[] b, double share) {
    double sum = 0;
    for (int i = 0; i < a.length; i += 3) {
      double x = a[i] + share * (b[i] - a[i]);
      double y = a[i + 1] + share * (b[i + 1] - a[i + 1]);
      double z = a[i + 2] + share * (b[i + 2] - a[i + 2]);
      sum += Math.sqrt(x * x + y * y + z * z);
    }
    return 3 * sum / a.length;
  }

  private static double along(double[] neutral, double[] gaps, int i) {
    return dot(neutral, gaps, i, i) / Math.max(length(neutral, i), 1e-9);
  }

  /** How {@link #meanAlong} changes with expression coefficient {@code k}. */
  double slope(double[] neutral, int k) {
    double sum = 0;
    for (int i = 0; i < rows; i += 3) {
      sum += dot(neutral, expression, i, k * rows + i) / Math.max(length(neutral, i), 1e-9);
    }
    return 3 * sum / rows;
  }

  private static double length(double[] v, int i) {
    return Math.sqrt(dot(v, v, i, i));
  }

  private static double dot(double[] a, double[] b, int i, int j) {
    return a[i] * b[j] + a[i + 1] * b[j + 1] + a[i + 2] * b[j + 2];
  }
}
