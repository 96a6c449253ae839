package org.palpebra.model.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palpebra.model.Lid;

/**
 * One eye of the kit: the margins of its lids and its eyeball.
 *
 * @param upper vertices of the upper margin from the inner to the outer corner, both included
 * @param lower likewise
 * @param centre of the sphere of the sclera
 * @param axis unit vector from there to the middle of the pupil
 */
record IctEye(int[] upper, int[] lower, double[] centre, double radius, double[] axis) {
  /** The cornea bulges out of the sphere up to that far from the axis. */
  private static final double CORNEA = Math.toRadians(50);

  private static final int FIT_STEPS = 4;

  /** Next to the inner corner the margins run along the caruncle and do not meet. */
  private static final int CARUNCLE = 2;

  /**
   * Finds an eye.
   *
   * @param corners landmarks of inner corner, upper lid (two), outer corner, lower lid (two), from
   *     the inner corner around
   * @param eyeball its vertices, the sclera's first
   * @return null if there is no way along edges from one landmark to the next, or no sphere
   */
  static @org.jspecify.annotations.Nullable IctEye find(
      double[] shape,
      MeshEdges edges,
      IntPredicate skin,
      int[] corners,
      IctLayout.Region eyeball,
      int scleraVertices) {
    int[] upper = margin(edges, skin, corners[0], corners[1], corners[2], corners[3]);
    int[] lower = margin(edges, skin, corners[0], corners[5], corners[4], corners[3]);
    if (upper.length <= CARUNCLE + 2 || lower.length <= 2) {
      return null;
    }
    return new Ball(shape, eyeball, scleraVertices).eye(upper, lower);
  }

  private static int[] margin(MeshEdges edges, IntPredicate skin, int... through) {
    List<Integer> way = new ArrayList<>();
    for (int i = 0; i + 1 < through.length; i++) {
      int[] part = edges.path(through[i], through[i + 1], skin);
      if (part.length == 0) {
        return part;
      }
      for (int k = i == 0 ? 0 : 1; k < part.length; k++) {
        way.add(part[k]);
      }
    }
    return way.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The lid as the model wants it: each vertex of the upper margin with the one of the lower margin
   * that lies nearest when the eye is closed.
   *
   * @param closed positions of the closed eye
   */
  Lid lid(double[] closed, int blinkExpression) {
    int[] above = Arrays.copyOfRange(upper, 1 + CARUNCLE, upper.length - 1);
    int[] below = Arrays.stream(above).map(v -> nearestLower(closed, v)).toArray();
    return new Lid(
        above,
        below,
        blinkExpression,
        new float[] {(float) centre[0], (float) centre[1], (float) centre[2]},
        (float) radius);
  }

  private int nearestLower(double[] closed, int vertex) {
    int best = lower[1];
    for (int i = 1; i + 1 < lower.length; i++) {
      if (squared(closed, lower[i], vertex) < squared(closed, best, vertex)) {
        best = lower[i];
      }
    }
    return best;
  }

  private static double squared(double[] p, int a, int b) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += (p[3 * a + k] - p[3 * b + k]) * (p[3 * a + k] - p[3 * b + k]);
    }
    return sum;
  }

  /** Angle between the axis and a point seen from the centre. */
  double angle(double[] shape, int vertex) {
    double along = 0;
    double length = 0;
    for (int k = 0; k < 3; k++) {
      double d = shape[3 * vertex + k] - centre[k];
      along += d * axis[k];
      length += d * d;
    }
    return Math.acos(Math.max(-1, Math.min(1, along / Math.sqrt(Math.max(length, 1e-12)))));
  }

  /** Fits the sphere. */
  private static final class Ball {
    private final double[] shape;
    private final IctLayout.Region eyeball;
    private final int scleraEnd;

    Ball(double[] shape, IctLayout.Region eyeball, int scleraVertices) {
      this.shape = shape;
      this.eyeball = eyeball;
      scleraEnd = eyeball.from() + scleraVertices;
    }

    @org.jspecify.annotations.Nullable
    IctEye eye(int[] upper, int[] lower) {
      double[] sphere = sphere(v -> true);
      double[] axis = new double[3];
      for (int step = 0; step < FIT_STEPS && sphere.length > 0; step++) {
        axis = axis(sphere);
        IctEye eye = new IctEye(upper, lower, Arrays.copyOf(sphere, 3), sphere[3], axis);
        sphere = sphere(v -> eye.angle(shape, v) > CORNEA);
      }
      return sphere.length == 0
          ? null
          : new IctEye(upper, lower, Arrays.copyOf(sphere, 3), sphere[3], axis);
    }

    /** From the centre to the mean of the iris. */
    private double[] axis(double[] sphere) {
      double[] axis = new double[3];
      for (int v = scleraEnd; v < eyeball.to(); v++) {
        for (int k = 0; k < 3; k++) {
          axis[k] += shape[3 * v + k] - sphere[k];
        }
      }
      double length = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
      for (int k = 0; k < 3; k++) {
        axis[k] /= Math.max(length, 1e-12);
      }
      return axis;
    }

    /** Least squares of |p|² = 2c·p + (r² − |c|²); x, y, z, radius, or empty. */
    private double[] sphere(IntPredicate chosen) {
      DMatrixRMaj normal = new DMatrixRMaj(4, 4);
      DMatrixRMaj right = new DMatrixRMaj(4, 1);
      for (int v = eyeball.from(); v < scleraEnd; v++) {
        if (chosen.test(v)) {
          double[] row = {2 * shape[3 * v], 2 * shape[3 * v + 1], 2 * shape[3 * v + 2], 1};
          double square = 0.25 * (row[0] * row[0] + row[1] * row[1] + row[2] * row[2]);
          for (int i = 0; i < 4; i++) {
            right.add(i, 0, row[i] * square);
            for (int j = 0; j < 4; j++) {
              normal.add(i, j, row[i] * row[j]);
            }
          }
        }
      }
      DMatrixRMaj c = new DMatrixRMaj(4, 1);
      if (!CommonOps_DDRM.solve(normal, right, c)) {
        return new double[0];
      }
      double squared = c.get(3) + c.get(0) * c.get(0) + c.get(1) * c.get(1) + c.get(2) * c.get(2);
      return squared > 0 && squared < 1e6
          ? new double[] {c.get(0), c.get(1), c.get(2), Math.sqrt(squared)}
          : new double[0];
    }
  }
}
