package org.palpebra.fitting;

import java.util.Arrays;
import org.palpebra.fitting.FitOptions.Expressions;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;

/**
 * One face that is being fitted: pose and coefficients, moved by Gauss–Newton steps with normal
 * priors within bounds. Not thread-safe.
 */
final class GaussNewton {
  private static final int POSE = 6;

  /** Keeps pose steps where the linearisation holds, in radians. */
  private static final double MAX_ANGLE_STEP = 0.3;

  /** How often a step is solved anew because something left its range. */
  private static final int BOUND_ROUNDS = 4;

  /** A step that has to be made smaller than this share is none. */
  private static final double SMALLEST_SHARE = 1e-3;

  /** Weight that keeps the pose determined where the landmarks do not say. */
  private static final double POSE_PRIOR = 1e-6;

  /** Rotation about x, y, z in radians, then translation in millimetres. */
  final double[] pose = new double[POSE];

  /** Identity, then expression. */
  final double[] coefficients;

  /** Vertex that each point takes, by {@link FitPoints}' numbers. */
  final int[] chosen;

  private final FitPoints points;
  private final PerspectiveCamera camera;
  private final double nearest;
  private final Prior prior;
  private final double[] noise;
  private final float[] weights;
  private final NormalEquations equations;
  private final double[] delta;
  private final double[] shape;
  private final double[] posed;
  private final double[] pixels;
  private final double[] rotation = new double[9];
  private final double[] rememberedPose = new double[POSE];
  private final double[] remembered;
  private double sinZ;
  private double cosZ;

  /**
   * @param noise expected error of each point in the target's pixels at the camera's distance
   * @param weights of the points; those of weight 0 are not used
   * @param nearest the origin of the face comes no nearer to the camera, millimetres
   */
  GaussNewton(
      FitPoints points,
      Prior prior,
      PerspectiveCamera camera,
      double[] noise,
      float[] weights,
      double nearest) {
    this.points = points;
    this.prior = prior;
    this.camera = camera;
    this.noise = noise;
    this.weights = weights;
    this.nearest = nearest;
    coefficients = new double[points.columns];
    remembered = new double[points.columns];
    chosen = points.first();
    equations = new NormalEquations(POSE + points.columns);
    delta = new double[POSE + points.columns];
    shape = points.mean.clone();
    posed = new double[points.mean.length];
    pixels = new double[posed.length / 3 * 2];
  }

  /** Normal priors and bounds of the coefficients, identity before expression. */
  record Prior(double[] sigma, double[] lower, double[] upper) {
    static Prior of(MorphableModel model, FitOptions options) {
      int identity = model.identity().columns();
      int count = identity + model.expression().columns();
      Prior prior = new Prior(new double[count], new double[count], new double[count]);
      for (int k = 0; k < count; k++) {
        boolean blendshape = k >= identity && options.expressions() == Expressions.BLENDSHAPES;
        prior.sigma[k] =
            blendshape
                ? options.blendshapeSigma()
                : k < identity
                    ? model.identity().standardDeviations()[k]
                    : model.expression().standardDeviations()[k - identity];
        prior.upper[k] = blendshape ? 1 : options.limit() * prior.sigma[k];
        prior.lower[k] = blendshape ? 0 : -prior.upper[k];
      }
      return prior;
    }
  }

  /**
   * Takes so many plain steps, clamping what leaves its range.
   *
   * @param target pixels of the points
   * @param withShape whether coefficients move too
   * @return root mean square error of the used points before the last step, pixels
   */
  double steps(int count, float[] target, boolean withShape) {
    int unknowns = withShape ? POSE + points.columns : POSE;
    double error = 0;
    for (int step = 0; step < count; step++) {
      place();
      points.slide(pixels, chosen);
      error = gather(target, unknowns);
      if (!equations.solve(delta)) {
        break;
      }
      move(1, unknowns);
    }
    return error;
  }

  /**
   * Minimises over pose and coefficients: each step solves the linearised problem within the
   * bounds, and is halved where it does not lead down.
   *
   * @param most steps at most; fewer once nothing moves
   * @param still a step has not moved that changes less: radians, and shares of deviations
   */
  void descend(int most, float[] target, double still) {
    int unknowns = POSE + points.columns;
    place();
    for (int step = 0; step < most; step++) {
      points.slide(pixels, chosen);
      gather(target, unknowns);
      double before = objective(target);
      if (!solveWithin(unknowns)) {
        return;
      }
      remember();
      double moved = move(1, unknowns);
      place();
      for (double share = 0.5; objective(target) > before; share /= 2) {
        recall();
        moved = share < SMALLEST_SHARE ? 0 : move(share, unknowns);
        place();
      }
      if (moved < still) {
        return;
      }
    }
  }

  /** What is minimised, with the points' vertices held. */
  private double objective(float[] target) {
    double sum = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (weights[i] > 0) {
        double dx = target[2 * i] - pixels[2 * chosen[i]];
        double dy = target[2 * i + 1] - pixels[2 * chosen[i] + 1];
        sum += weights[i] / (noise[i] * noise[i]) * (dx * dx + dy * dy);
      }
    }
    for (int k = 0; k < coefficients.length; k++) {
      double deviations = coefficients[k] / prior.sigma[k];
      sum += deviations * deviations;
    }
    return sum;
  }

  private void remember() {
    System.arraycopy(pose, 0, rememberedPose, 0, POSE);
    System.arraycopy(coefficients, 0, remembered, 0, remembered.length);
  }

  private void recall() {
    System.arraycopy(rememberedPose, 0, pose, 0, POSE);
    System.arraycopy(remembered, 0, coefficients, 0, remembered.length);
  }

  /** Solves again with what would leave its range put on the bound, until nothing does. */
  private boolean solveWithin(int unknowns) {
    for (int round = 0; round < BOUND_ROUNDS; round++) {
      if (!equations.solve(delta)) {
        return false;
      }
      boolean left = false;
      for (int k = POSE; k < unknowns; k++) {
        double value = coefficients[k - POSE] + delta[k];
        double within = clamp(k - POSE, value);
        if (Math.abs(within - value) > 1e-6 * prior.sigma[k - POSE]) {
          equations.fix(k, within - coefficients[k - POSE]);
          left = true;
        }
      }
      if (!left) {
        break;
      }
    }
    return true;
  }

  private double clamp(int k, double value) {
    return Math.min(Math.max(value, prior.lower[k]), prior.upper[k]);
  }

  /** Pixels of the points as they stand. */
  float[] project() {
    place();
    points.slide(pixels, chosen);
    float[] out = new float[2 * chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      out[2 * i] = (float) pixels[2 * chosen[i]];
      out[2 * i + 1] = (float) pixels[2 * chosen[i] + 1];
    }
    return out;
  }

  /** Poses and projects the shape. */
  private void place() {
    points.shape(coefficients, shape);
    rotate();
    double[] r = rotation;
    for (int i = 0, o = 0; i < shape.length; i += 3, o += 2) {
      double x = shape[i];
      double y = shape[i + 1];
      double z = shape[i + 2];
      posed[i] = r[0] * x + r[1] * y + r[2] * z + pose[3];
      posed[i + 1] = r[3] * x + r[4] * y + r[5] * z + pose[4];
      posed[i + 2] = r[6] * x + r[7] * y + r[8] * z + pose[5];
      double scale = camera.focal() / (camera.distance() - posed[i + 2]);
      pixels[o] = camera.centerX() + scale * posed[i];
      pixels[o + 1] = camera.centerY() - scale * posed[i + 1];
    }
  }

  private void rotate() {
    double sx = Math.sin(pose[0]);
    double cx = Math.cos(pose[0]);
    double sy = Math.sin(pose[1]);
    double cy = Math.cos(pose[1]);
    double sz = Math.sin(pose[2]);
    double cz = Math.cos(pose[2]);
    sinZ = sz;
    cosZ = cz;
    rotation[0] = cz * cy;
    rotation[1] = cz * sy * sx - sz * cx;
    rotation[2] = cz * sy * cx + sz * sx;
    rotation[3] = sz * cy;
    rotation[4] = sz * sy * sx + cz * cx;
    rotation[5] = sz * sy * cx - cz * sx;
    rotation[6] = -sy;
    rotation[7] = cy * sx;
    rotation[8] = cy * cx;
  }

  private double gather(float[] target, int unknowns) {
    equations.reset(unknowns);
    double sum = 0;
    int used = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (weights[i] == 0) {
        continue;
      }
      int v = chosen[i];
      double dx = target[2 * i] - pixels[2 * v];
      double dy = target[2 * i + 1] - pixels[2 * v + 1];
      double factor = Math.sqrt(weights[i]) / noise[i];
      double scale = factor * camera.focal() / (camera.distance() - posed[3 * v + 2]);
      double perDepth = scale / (camera.distance() - posed[3 * v + 2]);
      fill(equations.nextRow(), v, scale, 0, perDepth * posed[3 * v], unknowns);
      equations.commit(factor * dx);
      fill(equations.nextRow(), v, 0, -scale, -perDepth * posed[3 * v + 1], unknowns);
      equations.commit(factor * dy);
      sum += dx * dx + dy * dy;
      used++;
    }
    equations.flush();
    addPriors(unknowns);
    return Math.sqrt(sum / used);
  }

  /** Derivatives of {@code a·x + b·y + c·z} of a posed vertex by all unknowns. */
  private void fill(double[] row, int v, double a, double b, double c, int unknowns) {
    double x = posed[3 * v] - pose[3];
    double y = posed[3 * v + 1] - pose[4];
    double z = posed[3 * v + 2] - pose[5];
    double[] r = rotation;
    // R = Rz·Ry·Rx: the other turns carry the axes of x and y along
    row[0] = turn(r[0], r[3], r[6], x, y, z, a, b, c);
    row[1] = turn(-sinZ, cosZ, 0, x, y, z, a, b, c);
    row[2] = turn(0, 0, 1, x, y, z, a, b, c);
    row[3] = a;
    row[4] = b;
    row[5] = c;
    if (unknowns > POSE) {
      double bx = a * r[0] + b * r[3] + c * r[6];
      double by = a * r[1] + b * r[4] + c * r[7];
      double bz = a * r[2] + b * r[5] + c * r[8];
      combine(points.byRow, 3 * v * points.columns, points.columns, bx, by, bz, row);
    }
  }

  private static void combine(
      double[] basis, int offset, int columns, double x, double y, double z, double[] row) {
    for (int k = 0; k < columns; k++) {
      row[POSE + k] =
          x * basis[offset + k]
              + y * basis[offset + columns + k]
              + z * basis[offset + 2 * columns + k];
    }
  }

  /** (a, b, c) · (axis × point). */
  private static double turn(
      double ux, double uy, double uz, double x, double y, double z, double a, double b, double c) {
    return a * (uy * z - uz * y) + b * (uz * x - ux * z) + c * (ux * y - uy * x);
  }

  private void addPriors(int unknowns) {
    for (int k = 0; k < POSE; k++) {
      equations.prior(k, 0, POSE_PRIOR);
    }
    for (int k = 0; k < unknowns - POSE; k++) {
      double weight = 1 / (prior.sigma[k] * prior.sigma[k]);
      equations.prior(POSE + k, -coefficients[k], weight);
    }
    for (int k = 0; k < unknowns - POSE; k++) {
      double pull = equations.gradient(POSE + k);
      boolean leaves =
          (coefficients[k] <= prior.lower[k] && pull < 0)
              || (coefficients[k] >= prior.upper[k] && pull > 0);
      if (leaves) {
        equations.fix(POSE + k, 0);
      }
    }
  }

  /** Moves by a share of the step; returns how far: radians, or shares of deviations. */
  private double move(double share, int unknowns) {
    double turn = Math.max(Math.abs(delta[0]), Math.max(Math.abs(delta[1]), Math.abs(delta[2])));
    double taken = share * Math.min(1, MAX_ANGLE_STEP / Math.max(turn, 1e-9));
    for (int k = 0; k < POSE; k++) {
      pose[k] += taken * delta[k];
    }
    pose[5] = Math.min(pose[5], camera.distance() - nearest);
    double moved = Math.max(turn, Math.abs(delta[5]) / (camera.distance() - pose[5]));
    for (int k = 0; k < unknowns - POSE; k++) {
      double before = coefficients[k];
      coefficients[k] = clamp(k, before + taken * delta[POSE + k]);
      moved = Math.max(moved, Math.abs(coefficients[k] - before) / prior.sigma[k]);
    }
    return moved;
  }

  /** Forgets the pose's part that a similarity of the image has taken over. */
  void clearPlace() {
    Arrays.fill(pose, 2, POSE, 0);
  }
}
