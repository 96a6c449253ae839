package org.palpebra.training.facemodel;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Takes small rigid motions out of displacement fields, so that identity coefficients do not move
 * the head, which is the pose's task.
 */
final class RigidMotion {
  private final double[] positions;
  private final DMatrixRMaj motions;
  private final LinearSolverDense<DMatrixRMaj> solver;

  RigidMotion(double[] positions, int count) {
    this.positions = Arrays.copyOf(positions, 3 * count);
    double[] centre = new double[3];
    for (int v = 0; v < count; v++) {
      centre = Vec.add(centre, Vec.scale(Vec.get(positions, v), 1.0 / count));
    }
    motions = new DMatrixRMaj(3 * count, 6);
    for (int v = 0; v < count; v++) {
      double[] p = Vec.sub(Vec.get(positions, v), centre);
      for (int k = 0; k < 3; k++) {
        double[] axis = new double[3];
        axis[k] = 1;
        double[] turned = Vec.cross(axis, p);
        motions.set(3 * v + k, k, 1);
        for (int j = 0; j < 3; j++) {
          motions.set(3 * v + j, 3 + k, turned[j] / 100);
        }
      }
    }
    solver = LinearSolverFactory_DDRM.qr(3 * count, 6);
    if (!solver.setA(motions.copy())) {
      throw new IllegalArgumentException("all points lie on a line");
    }
  }

  /** The field without its best-fitting (least-squares) translation and rotation. */
  double[] remove(double[] field) {
    if (field.length != positions.length) {
      throw new IllegalArgumentException(
          "expected %d coordinates, got %d".formatted(positions.length, field.length));
    }
    DMatrixRMaj right = new DMatrixRMaj(field.length, 1);
    System.arraycopy(field, 0, right.data, 0, field.length);
    DMatrixRMaj motion = new DMatrixRMaj(6, 1);
    solver.solve(right, motion);
    double[] out = field.clone();
    for (int i = 0; i < out.length; i++) {
      for (int k = 0; k < 6; k++) {
        out[i] -= motions.get(i, k) * motion.get(k, 0);
      }
    }
    return out;
  }
}
