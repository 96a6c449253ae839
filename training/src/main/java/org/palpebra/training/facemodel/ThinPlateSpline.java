package org.palpebra.training.facemodel;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Thin-plate interpolation over scattered points of the plane, kernel {@code r² log r} with an
 * affine part (Duchon 1977). One instance is one linear operator: the same sites interpolate any
 * number of channels, which is what makes mean, identity and expression fields agree.
 */
public final class ThinPlateSpline {
  private final double[] sites;
  private final int count;
  private final LinearSolverDense<DMatrixRMaj> solver;

  /**
   * @param sites x0,y0,x1,y1…, pairwise different, not all on a line
   */
  public ThinPlateSpline(double[] sites) {
    this.sites = sites.clone();
    count = sites.length / 2;
    DMatrixRMaj system = new DMatrixRMaj(count + 3, count + 3);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        system.set(i, j, kernel(sites[2 * i] - sites[2 * j], sites[2 * i + 1] - sites[2 * j + 1]));
      }
      double[] affine = {1, sites[2 * i], sites[2 * i + 1]};
      for (int k = 0; k < 3; k++) {
        system.set(i, count + k, affine[k]);
        system.set(count + k, i, affine[k]);
      }
    }
    solver = LinearSolverFactory_DDRM.lu(count + 3);
    if (!solver.setA(system)) {
      throw new IllegalArgumentException("the sites do not determine a thin-plate spline");
    }
  }

  /**
   * Fits {@code channels} functions at once.
   *
   * @param values {@code values[site · channels + channel]}
   * @return weights for {@link #evaluate}, (sites + 3) × channels
   */
  public double[] fit(double[] values, int channels) {
    if (values.length != count * channels) {
      throw new IllegalArgumentException(
          "expected %d values, got %d".formatted(count * channels, values.length));
    }
    DMatrixRMaj right = new DMatrixRMaj(count + 3, channels);
    System.arraycopy(values, 0, right.data, 0, values.length);
    DMatrixRMaj weights = new DMatrixRMaj(count + 3, channels);
    solver.solve(right, weights);
    return Arrays.copyOf(weights.data, (count + 3) * channels);
  }

  /** The kernel row of a place: multiply it with the weights to evaluate there. */
  double[] row(double x, double y) {
    double[] row = new double[count + 3];
    for (int j = 0; j < count; j++) {
      row[j] = kernel(x - sites[2 * j], y - sites[2 * j + 1]);
    }
    row[count] = 1;
    row[count + 1] = x;
    row[count + 2] = y;
    return row;
  }

  /** Values of all channels at many places (x0,y0,…): place after place. */
  public double[] evaluate(double[] weights, int channels, double[] places) {
    double[] out = new double[places.length / 2 * channels];
    for (int p = 0; p < places.length / 2; p++) {
      double[] row = row(places[2 * p], places[2 * p + 1]);
      for (int j = 0; j < row.length; j++) {
        double k = row[j];
        for (int c = 0; c < channels; c++) {
          out[p * channels + c] += k * weights[j * channels + c];
        }
      }
    }
    return out;
  }

  private static double kernel(double dx, double dy) {
    double r2 = dx * dx + dy * dy;
    return r2 == 0 ? 0 : 0.5 * r2 * StrictMath.log(r2);
  }
}
