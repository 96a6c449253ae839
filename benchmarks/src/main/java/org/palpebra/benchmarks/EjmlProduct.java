package org.palpebra.benchmarks;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** EJML's product of floats, with the basis row after row, as EJML reads it. */
final class EjmlProduct implements Contender {
  private final FMatrixRMaj means;
  private final FMatrixRMaj basis;
  private final FMatrixRMaj weights;
  private final FMatrixRMaj out;

  EjmlProduct(LinearTask task) {
    means = transposed(task.means(), task.faces(), task.rows());
    basis = transposed(task.basis(), task.columns(), task.rows());
    weights = transposed(task.weights(), task.faces(), task.columns());
    out = new FMatrixRMaj(task.rows(), task.faces());
  }

  @Override
  public void run() {
    System.arraycopy(means.data, 0, out.data, 0, out.data.length);
    CommonOps_FDRM.multAdd(basis, weights, out);
  }

  @Override
  public float[][] result() {
    return new float[][] {CommonOps_FDRM.transpose(out, null).data};
  }

  private static FMatrixRMaj transposed(float[] values, int rows, int columns) {
    return CommonOps_FDRM.transpose(FMatrixRMaj.wrap(rows, columns, values), null);
  }
}
