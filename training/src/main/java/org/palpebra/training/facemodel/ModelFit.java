package org.palpebra.training.facemodel;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.palpebra.model.MorphableModel;

/**
 * Fits pose, identity and expression of a model to a surface with landmarks: regularised linear
 * least squares on landmarks first, then on landmarks and nearest points along the surface's
 * normals (iterative closest points), with the pose linearised in each round.
 */
final class ModelFit {
  private static final int POSE = 6;
  private static final int ROUNDS = 10;
  private static final int LANDMARK_ROUNDS = 3;
  private static final double LANDMARK_WEIGHT = 2.25;
  private static final double SURFACE_WEIGHT = 0.12;

  /** Identity has unit deviation; an expression is rarely strong on a neutral face. */
  private static final double IDENTITY_PRIOR = 1;

  private static final double EXPRESSION_PRIOR = 36;

  /** Pairs farther apart than this (mm) are no correspondences. */
  private static final double REACH = 8;

  private final MorphableModel model;
  private final int[] landmarks;
  private final int[] surface;
  private final int shapes;
  private double[] rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  private double[] translation = new double[3];
  private final double[] coefficients;
  private double[] posed = new double[0];

  /**
   * @param landmarks vertices of the model that correspond to the target's landmarks
   * @param surface vertices of the model that lie on the target's surface
   */
  ModelFit(MorphableModel model, int[] landmarks, int[] surface) {
    this.model = model;
    this.landmarks = landmarks.clone();
    this.surface = surface.clone();
    shapes = model.identity().columns() + model.expression().columns();
    coefficients = new double[shapes];
  }

  /** All vertices after the fit, posed. */
  double[] posed() {
    return posed.clone();
  }

  /** Identity coefficients, then expression coefficients. */
  double[] coefficients() {
    return coefficients.clone();
  }

  /**
   * @param points the target's landmarks, xyz
   * @param target the target's surface
   * @param start translation to start from
   */
  void fit(double[] points, TriangleIndex target, double[] start) {
    translation = start.clone();
    for (int round = 0; round < ROUNDS; round++) {
      assemble();
      Equations equations = new Equations(POSE + shapes);
      for (int i = 0; i < landmarks.length; i++) {
        double[] goal = Vec.get(points, i);
        for (int k = 0; k < 3; k++) {
          double[] axis = new double[3];
          axis[k] = 1;
          add(equations, landmarks[i], goal, axis, LANDMARK_WEIGHT);
        }
      }
      for (int v : round < LANDMARK_ROUNDS ? new int[0] : surface) {
        TriangleIndex.Hit hit = target.nearest(Vec.get(posed, v));
        if (hit.distance() < REACH) {
          add(equations, v, hit.point(), hit.normal(), SURFACE_WEIGHT);
        }
      }
      update(equations.solve(priors(), coefficients));
    }
    assemble();
  }

  private double[] priors() {
    double[] out = new double[POSE + shapes];
    Arrays.fill(out, POSE, POSE + model.identity().columns(), IDENTITY_PRIOR);
    Arrays.fill(out, POSE + model.identity().columns(), out.length, EXPRESSION_PRIOR);
    return out;
  }

  private float basis(int k, int i) {
    int identity = model.identity().columns();
    int rows = model.identity().rows();
    return k < identity
        ? model.identity().data()[k * rows + i]
        : model.expression().data()[(k - identity) * rows + i];
  }

  private void assemble() {
    int rows = model.identity().rows();
    double[] shape = new double[rows];
    for (int i = 0; i < rows; i++) {
      shape[i] = model.meanShape()[i];
    }
    for (int k = 0; k < shapes; k++) {
      if (coefficients[k] != 0) {
        for (int i = 0; i < rows; i++) {
          shape[i] += coefficients[k] * basis(k, i);
        }
      }
    }
    for (int v = 0; v < rows / 3; v++) {
      Vec.set(shape, v, Vec.add(turn(Vec.get(shape, v)), translation));
    }
    posed = shape;
  }

  private double[] turn(double[] p) {
    double[] out = new double[3];
    for (int r = 0; r < 3; r++) {
      out[r] = rotation[3 * r] * p[0] + rotation[3 * r + 1] * p[1] + rotation[3 * r + 2] * p[2];
    }
    return out;
  }

  /** One equation: the vertex' distance to the goal along the direction shall vanish. */
  private void add(Equations equations, int v, double[] goal, double[] direction, double weight) {
    double[] here = Vec.get(posed, v);
    double[] row = new double[POSE + shapes];
    double[] turned = Vec.cross(Vec.sub(here, translation), direction);
    // Rotations count in units of 0.01 rad, so that all unknowns are of one size.
    for (int k = 0; k < 3; k++) {
      row[k] = turned[k] / 100;
      row[3 + k] = direction[k];
    }
    double[] back = new double[3];
    for (int k = 0; k < 3; k++) {
      back[k] =
          rotation[k] * direction[0]
              + rotation[3 + k] * direction[1]
              + rotation[6 + k] * direction[2];
    }
    for (int k = 0; k < shapes; k++) {
      row[POSE + k] =
          basis(k, 3 * v) * back[0] + basis(k, 3 * v + 1) * back[1] + basis(k, 3 * v + 2) * back[2];
    }
    equations.add(row, Vec.dot(Vec.sub(goal, here), direction), weight);
  }

  private void update(double[] step) {
    double[] axis = {step[0] / 100, step[1] / 100, step[2] / 100};
    double angle = Vec.norm(axis);
    if (angle > 0) {
      double[] unit = Vec.scale(axis, 1 / angle);
      double[] next = new double[9];
      for (int c = 0; c < 3; c++) {
        double[] column = {rotation[c], rotation[3 + c], rotation[6 + c]};
        double[] turned = Vec.rotate(column, unit, angle);
        for (int r = 0; r < 3; r++) {
          next[3 * r + c] = turned[r];
        }
      }
      rotation = next;
    }
    translation = Vec.add(translation, new double[] {step[3], step[4], step[5]});
    int identity = model.identity().columns();
    for (int k = 0; k < shapes; k++) {
      double value = coefficients[k] + step[POSE + k];
      coefficients[k] = k < identity ? value : Math.max(0, Math.min(1, value));
    }
  }

  /** Normal equations of a weighted least-squares problem. */
  private static final class Equations {
    private final int unknowns;
    private final DMatrixRMaj matrix;
    private final DMatrixRMaj right;

    Equations(int unknowns) {
      this.unknowns = unknowns;
      matrix = new DMatrixRMaj(unknowns, unknowns);
      right = new DMatrixRMaj(unknowns, 1);
    }

    void add(double[] row, double value, double weight) {
      for (int i = 0; i < unknowns; i++) {
        double w = weight * row[i];
        right.data[i] += w * value;
        for (int j = 0; j < unknowns; j++) {
          matrix.data[i * unknowns + j] += w * row[j];
        }
      }
    }

    /** The step to the minimum of the sum with priors on the values after the step. */
    double[] solve(double[] priors, double[] values) {
      for (int i = 0; i < unknowns; i++) {
        matrix.data[i * unknowns + i] += priors[i] + 1e-6;
        right.data[i] -= i < POSE ? 0 : priors[i] * values[i - POSE];
      }
      LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(unknowns);
      DMatrixRMaj step = new DMatrixRMaj(unknowns, 1);
      if (!solver.setA(matrix)) {
        throw new IllegalArgumentException("the target does not determine the fit");
      }
      solver.solve(right, step);
      return step.data.clone();
    }
  }
}
