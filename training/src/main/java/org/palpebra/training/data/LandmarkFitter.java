package org.palpebra.training.data;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Landmarks;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * Fits pose, identity and expression of a face model to 68 landmarks on a photo by Gauss–Newton
 * with normal priors, expressions kept in [0, 1]. The jaw line slides as in {@link
 * org.palpebra.model.Landmarks}. The photo's own focal length is unknown; the crop's camera stands
 * for it.
 *
 * <p>Immutable and thread-safe.
 */
public final class LandmarkFitter {
  private static final int POSE = 6;
  private static final int POSE_STEPS = 6;
  private static final int SHAPE_STEPS = 9;

  /** Expected error of an annotation in crop pixels: fixed landmarks, and the jaw line. */
  private static final double NOISE = 1.2;

  private static final double CONTOUR_NOISE = 2;

  /** Prior deviation of expression coefficients, whose range is [0, 1]. */
  private static final double EXPRESSION_SIGMA = 0.35;

  /** Keeps the pose steps small enough to stay where the linearisation holds. */
  private static final double MAX_ANGLE_STEP = 0.3;

  private final MorphableModel model;
  private final CoefficientLayout layout;
  private final PerspectiveCamera camera;
  private final float[] meanLandmarks;

  /**
   * A fitted face.
   *
   * @param coefficients in the canonical crop: no translation, no rotation about z; light and
   *     albedo 0
   * @param cropToPhoto the canonical crop
   * @param error root mean square distance of the 68 landmarks in crop pixels
   */
  public record Fit(Coefficients coefficients, Similarity cropToPhoto, double error) {}

  /**
   * @param camera of the canonical crop
   */
  public LandmarkFitter(MorphableModel model, int lighting, PerspectiveCamera camera) {
    this.model = ReducedModel.of(model);
    this.layout = model.layout(lighting);
    this.camera = camera;
    this.meanLandmarks = Landmarks.project(this.model, this.model.meanShape(), camera);
  }

  /**
   * Fits one face.
   *
   * @param landmarks {@code float[136]} in photo pixels, not modified
   */
  public Fit fit(float[] landmarks) {
    Similarity cropToPhoto = Similarity.fit(meanLandmarks, landmarks);
    float[] values = new float[layout.size()];
    solve(values, cropToPhoto.inverse().apply(landmarks), false, POSE_STEPS);
    cropToPhoto = toCanonical(values, cropToPhoto);
    solve(values, cropToPhoto.inverse().apply(landmarks), true, SHAPE_STEPS);
    cropToPhoto = toCanonical(values, cropToPhoto);
    double error = solve(values, cropToPhoto.inverse().apply(landmarks), true, 2);
    cropToPhoto = toCanonical(values, cropToPhoto);
    return new Fit(new Coefficients(layout, values), cropToPhoto, error);
  }

  /** Moves the crop to where the face needs neither translation nor roll, and removes both. */
  private Similarity toCanonical(float[] values, Similarity cropToPhoto) {
    HeadPose pose = HeadPose.of(new Coefficients(layout, values));
    values[layout.rotationOffset() + 2] = 0;
    Arrays.fill(values, layout.translationOffset(), layout.size(), 0);
    return cropToPhoto.after(CanonicalCrop.toCrop(camera, pose));
  }

  /** Improves {@code values} in place; returns the root mean square error before the last step. */
  private double solve(float[] values, float[] target, boolean withShape, int steps) {
    int unknowns = withShape ? POSE + layout.identity() + layout.expression() : POSE;
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(unknowns);
    double error = 0;
    for (int step = 0; step < steps; step++) {
      Equations equations = new Equations(values, target, unknowns);
      error = equations.error();
      DMatrixRMaj delta = new DMatrixRMaj(unknowns, 1);
      if (!solver.setA(equations.matrix)) {
        break;
      }
      solver.solve(equations.right, delta);
      apply(values, delta, unknowns);
    }
    return error;
  }

  private void apply(float[] values, DMatrixRMaj delta, int unknowns) {
    double turn = 0;
    for (int i = 0; i < 3; i++) {
      turn = Math.max(turn, Math.abs(delta.get(i)));
    }
    double share = Math.min(1, MAX_ANGLE_STEP / Math.max(turn, 1e-9));
    for (int k = 0; k < unknowns; k++) {
      int at = position(k);
      values[at] += (float) (share * delta.get(k));
      if (at >= layout.expressionOffset() && at < layout.albedoOffset()) {
        values[at] = Math.min(Math.max(values[at], 0), 1);
      }
    }
    int tz = layout.translationOffset() + 2;
    values[tz] = Math.min(values[tz], camera.distance() / 2);
  }

  /** Where unknown k stands in the coefficient vector: rotation, translation, identity, rest. */
  private int position(int k) {
    if (k < 3) {
      return layout.rotationOffset() + k;
    }
    return k < POSE ? layout.translationOffset() + k - 3 : k - POSE;
  }

  /** Normal equations of one Gauss–Newton step. */
  private final class Equations {
    final DMatrixRMaj matrix;
    final DMatrixRMaj right;
    private final int unknowns;
    private final double[][] row;
    private double sum;

    Equations(float[] values, float[] target, int unknowns) {
      this.unknowns = unknowns;
      this.matrix = new DMatrixRMaj(unknowns, unknowns);
      this.right = new DMatrixRMaj(unknowns, 1);
      this.row = new double[2][unknowns];
      Coefficients c = new Coefficients(layout, values);
      HeadPose pose = HeadPose.of(c);
      float[] posed = pose.apply(model.shape(c, null), null);
      int[] vertices = new int[LandmarkScheme.COUNT];
      float[] points = Landmarks.project(model, posed, camera, vertices, null);
      float[][] turned =
          new float[][] {derivative(pose, 0), derivative(pose, 1), derivative(pose, 2)};
      float[] rotation = pose.rotationMatrix();
      for (int i = 0; i < LandmarkScheme.COUNT; i++) {
        fill(posed, vertices[i], pose, rotation, turned);
        double noise = i < LandmarkScheme.CONTOUR ? CONTOUR_NOISE : NOISE;
        accumulate(row[0], target[2 * i] - points[2 * i], noise);
        accumulate(row[1], target[2 * i + 1] - points[2 * i + 1], noise);
      }
      mirror();
      addPriors(values);
      freezeBounds(values);
    }

    double error() {
      return Math.sqrt(sum / LandmarkScheme.COUNT);
    }

    /** dR/dθ · R⁻¹, so that it acts on rotated vertices; by a central difference. */
    private float[] derivative(HeadPose p, int axis) {
      float h = 1e-3f;
      float[] plus = turn(p, axis, h).rotationMatrix();
      float[] minus = turn(p, axis, -h).rotationMatrix();
      float[] r = p.rotationMatrix();
      float[] out = new float[9];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          for (int k = 0; k < 3; k++) {
            out[3 * i + j] += (plus[3 * i + k] - minus[3 * i + k]) / (2 * h) * r[3 * j + k];
          }
        }
      }
      return out;
    }

    private HeadPose turn(HeadPose p, int axis, float h) {
      return new HeadPose(
          p.rx() + (axis == 0 ? h : 0),
          p.ry() + (axis == 1 ? h : 0),
          p.rz() + (axis == 2 ? h : 0),
          p.tx(),
          p.ty(),
          p.tz());
    }

    /** Derivatives of a vertex's two pixel coordinates by all unknowns. */
    private void fill(float[] posed, int v, HeadPose pose, float[] rotation, float[][] turned) {
      double x = posed[3 * v];
      double y = posed[3 * v + 1];
      double depth = camera.distance() - posed[3 * v + 2];
      double scale = camera.focal() / depth;
      double perX = scale * x / depth;
      double perY = scale * y / depth;
      double rx = x - pose.tx();
      double ry = y - pose.ty();
      double rz = posed[3 * v + 2] - pose.tz();
      for (int k = 0; k < 3; k++) {
        float[] m = turned[k];
        set(
            k,
            m[0] * rx + m[1] * ry + m[2] * rz,
            m[3] * rx + m[4] * ry + m[5] * rz,
            m[6] * rx + m[7] * ry + m[8] * rz,
            scale,
            perX,
            perY);
        set(3 + k, k == 0 ? 1 : 0, k == 1 ? 1 : 0, k == 2 ? 1 : 0, scale, perX, perY);
      }
      if (unknowns > POSE) {
        fillBasis(model.identity(), POSE, v, rotation, scale, perX, perY);
        fillBasis(model.expression(), POSE + layout.identity(), v, rotation, scale, perX, perY);
      }
    }

    private void fillBasis(
        LinearBasis basis, int at, int v, float[] r, double scale, double perX, double perY) {
      float[] data = basis.data();
      for (int k = 0; k < basis.columns(); k++) {
        int o = k * basis.rows() + 3 * v;
        double x = data[o];
        double y = data[o + 1];
        double z = data[o + 2];
        set(
            at + k,
            r[0] * x + r[1] * y + r[2] * z,
            r[3] * x + r[4] * y + r[5] * z,
            r[6] * x + r[7] * y + r[8] * z,
            scale,
            perX,
            perY);
      }
    }

    private void set(int k, double dx, double dy, double dz, double scale, double px, double py) {
      row[0][k] = scale * dx + px * dz;
      row[1][k] = -scale * dy - py * dz;
    }

    private void accumulate(double[] derivative, double residual, double noise) {
      sum += residual * residual;
      double weight = 1 / (noise * noise);
      for (int i = 0; i < unknowns; i++) {
        double wi = weight * derivative[i];
        right.data[i] += wi * residual;
        for (int j = i; j < unknowns; j++) {
          matrix.data[i * unknowns + j] += wi * derivative[j];
        }
      }
    }

    private void mirror() {
      for (int i = 0; i < unknowns; i++) {
        for (int j = 0; j < i; j++) {
          matrix.data[i * unknowns + j] = matrix.data[j * unknowns + i];
        }
      }
    }

    private void addPriors(float[] values) {
      for (int k = 0; k < unknowns; k++) {
        double weight = 1e-6;
        if (k >= POSE) {
          boolean identity = k - POSE < layout.identity();
          double sigma =
              identity ? model.identity().standardDeviations()[k - POSE] : EXPRESSION_SIGMA;
          weight = 1 / (sigma * sigma);
          right.data[k] -= weight * values[position(k)];
        }
        matrix.data[k * unknowns + k] += weight;
      }
    }

    /** Takes expressions out of the step that stand at a bound and would leave their range. */
    private void freezeBounds(float[] values) {
      for (int k = POSE + layout.identity(); k < unknowns; k++) {
        float value = values[position(k)];
        boolean leaves = value <= 0 ? right.data[k] < 0 : value >= 1 && right.data[k] > 0;
        if (!leaves) {
          continue;
        }
        for (int j = 0; j < unknowns; j++) {
          matrix.data[k * unknowns + j] = 0;
          matrix.data[j * unknowns + k] = 0;
        }
        matrix.data[k * unknowns + k] = 1;
        right.data[k] = 0;
      }
    }
  }
}
