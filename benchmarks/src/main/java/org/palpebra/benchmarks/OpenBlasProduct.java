package org.palpebra.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS' {@code sgemv} for one face, {@code sgemm} for several, added to the mean. */
final class OpenBlasProduct implements Contender {
  private final int rows;
  private final int columns;
  private final int faces;
  private final FloatPointer means;
  private final FloatPointer basis;
  private final FloatPointer weights;
  private final FloatPointer out;

  OpenBlasProduct(LinearTask task) {
    rows = task.rows();
    columns = task.columns();
    faces = task.faces();
    means = new FloatPointer(task.means());
    basis = new FloatPointer(task.basis());
    weights = new FloatPointer(task.weights());
    out = new FloatPointer((long) faces * rows);
    openblas_nolapack.blas_set_num_threads(1);
  }

  @Override
  public void run() {
    FloatPointer.memcpy(out, means, (long) Float.BYTES * faces * rows);
    if (faces == 1) {
      openblas_nolapack.cblas_sgemv(
          CblasColMajor, CblasNoTrans, rows, columns, 1, basis, rows, weights, 1, 1, out, 1);
    } else {
      openblas_nolapack.cblas_sgemm(
          CblasColMajor,
          CblasNoTrans,
          CblasNoTrans,
          rows,
          faces,
          columns,
          1,
          basis,
          rows,
          weights,
          columns,
          1,
          out,
          rows);
    }
  }

  @Override
  public float[][] result() {
    float[] result = new float[faces * rows];
    out.get(result);
    return new float[][] {result};
  }

  @Override
  public void close() {
    means.close();
    basis.close();
    weights.close();
    out.close();
  }
}
