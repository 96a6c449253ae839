package org.palpebra.fitting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalEquationsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6, 17, 75, 76})
  void solvesAsAnotherLibraryDoes(int size) {
    Random random = new Random(size);
    int rows = 2 * size + 3;
    DMatrixRMaj a = RandomMatrices_DDRM.rectangle(rows, size, -1, 1, random);
    DMatrixRMaj b = RandomMatrices_DDRM.rectangle(rows, 1, -1, 1, random);
    NormalEquations equations = new NormalEquations(80);
    equations.reset(4);
    equations.commit(7);
    equations.reset(size);
    for (int i = 0; i < rows; i++) {
      double[] row = equations.nextRow();
      for (int k = 0; k < size; k++) {
        row[k] = a.get(i, k);
      }
      equations.commit(b.get(i));
    }
    equations.flush();
    equations.prior(size - 1, 0.5, 3);

    DMatrixRMaj normal = new DMatrixRMaj(size, size);
    DMatrixRMaj right = new DMatrixRMaj(size, 1);
    CommonOps_DDRM.multTransA(a, a, normal);
    CommonOps_DDRM.multTransA(a, b, right);
    normal.add(size - 1, size - 1, 3);
    right.add(size - 1, 0, 1.5);
    double[] x = new double[size];
    assertTrue(equations.solve(x));
    assertArrayEquals(solution(normal, right), x, 1e-9);

    // One unknown given: the others solve what is left of their rows.
    int k = size / 2;
    equations.fix(k, 0.25);
    for (int j = 0; j < size; j++) {
      if (j != k) {
        right.add(j, 0, -0.25 * normal.get(j, k));
        normal.set(j, k, 0);
        normal.set(k, j, 0);
      }
    }
    normal.set(k, k, 1);
    right.set(k, 0, 0.25);
    assertTrue(equations.solve(x));
    assertArrayEquals(solution(normal, right), x, 1e-9);
  }

  private static double[] solution(DMatrixRMaj matrix, DMatrixRMaj right) {
    DMatrixRMaj x = new DMatrixRMaj(right.numRows, 1);
    assertTrue(CommonOps_DDRM.solve(matrix, right, x));
    return x.data;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7})
  void tellsWhenNothingIsDetermined(int size) {
    NormalEquations equations = new NormalEquations(size);
    equations.reset(size);
    assertFalse(equations.solve(new double[size]));
  }
}
