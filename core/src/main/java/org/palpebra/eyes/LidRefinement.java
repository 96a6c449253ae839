package org.palpebra.eyes;

import java.util.stream.IntStream;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;

/**
 * Gives each eye of a face the openness asked for by the least change of its expression.
 *
 * <p>The change Δβ minimises {@code Σ (Δβ_k/σ_k)² + 400/mm² · (mean square displacement outside the
 * eye region)} under one condition per eye, within the expressions' range: [0, 1] for a model whose
 * lids have a blink expression, ±3σ otherwise. A model with blink expressions gets its change from
 * those and the other columns that move hardly anything but the skin around the eyes (never from
 * the gaze); a general basis uses all its columns and is kept still elsewhere by the second term.
 * Identity, pose, albedo and light stay as they are.
 *
 * <p>The lid gap is a mean of lengths, not linear in β, and blind to crossed lids. What is linear
 * is the mean gap along the neutral face's own pair directions. So that is prescribed, never below
 * zero, in a small quadratic programme solved directly, and corrected by the difference to the true
 * gap a few times. Where the range does not allow the openness, the nearest one is taken.
 *
 * <p>Immutable and thread-safe; build it once per model.
 */
public final class LidRefinement {
  /** 1/(0.05 mm)²: 0.05 mm root mean square elsewhere costs as much as one standard deviation. */
  private static final double ELSEWHERE = 400;

  /** Weight of the conditions, high enough to act as equations. */
  private static final double CONDITION = 1e5;

  /** A local column moves nothing outside the eye region by more than that part of the lids. */
  private static final double LOCAL = 0.15;

  private static final double TOLERANCE = 0.005;
  private static final int CORRECTIONS = 5;
  private static final double SIGMAS = 3;

  private final MorphableModel model;
  private final LidGaps right;
  private final LidGaps left;
  private final boolean blendshapes;
  private final int[] columns;
  private final double[] cost;

  public LidRefinement(MorphableModel model) {
    this.model = model;
    right = new LidGaps(model, model.rightLid());
    left = new LidGaps(model, model.leftLid());
    blendshapes = model.rightLid().blinkExpression() >= 0 && model.leftLid().blinkExpression() >= 0;
    EyeRegion region = new EyeRegion(model);
    columns =
        IntStream.range(0, model.expression().columns())
            .filter(k -> !blendshapes || local(region, k))
            .toArray();
    cost = cost(region);
  }

  private boolean local(EyeRegion region, int k) {
    return k == model.rightLid().blinkExpression()
        || k == model.leftLid().blinkExpression()
        || (!model.expression().names().get(k).startsWith("eyeLook") && region.spill(k) <= LOCAL);
  }

  private double[] cost(EyeRegion region) {
    int n = columns.length;
    double[] h = new double[n * n];
    for (int r = 0; r < n; r++) {
      for (int c = 0; c <= r; c++) {
        h[r * n + c] = h[c * n + r] = ELSEWHERE * region.product(columns[r], columns[c]);
      }
      double sigma = model.expression().standardDeviations()[columns[r]];
      h[r * n + r] += 1 / (sigma * sigma);
    }
    return h;
  }

  /**
   * The openness ({@link LidOpenness}) of the subject's right and left eye, without assembling the
   * mesh.
   *
   * @return {@code float[2]}: right, left; 0 where the lids have crossed
   */
  public float[] openness(Coefficients c) {
    double[] beta = expression(c);
    return new float[] {
      (float) Math.max(0, new Eye(right, c).openness(beta)),
      (float) Math.max(0, new Eye(left, c).openness(beta))
    };
  }

  /**
   * Changes the expression so that the eyes get the openness asked for.
   *
   * @param c of this model, not modified
   * @param rightOpenness lid gap over the identity's neutral gap, ≥ 0
   * @param leftOpenness lid gap over the identity's neutral gap, ≥ 0
   * @return {@code c} itself if both eyes are within 0.005 already
   */
  public Coefficients refine(Coefficients c, float rightOpenness, float leftOpenness) {
    if (c.layout().identity() != model.identity().columns()
        || c.layout().expression() != model.expression().columns()) {
      throw new IllegalArgumentException(
          "%s has %d identity and %d expression coefficients, got %d and %d"
              .formatted(
                  model.name(),
                  model.identity().columns(),
                  model.expression().columns(),
                  c.layout().identity(),
                  c.layout().expression()));
    }
    if (!(rightOpenness >= 0) || !(leftOpenness >= 0)) {
      throw new IllegalArgumentException(
          "openness must not be negative, got %s and %s".formatted(rightOpenness, leftOpenness));
    }
    double[] beta = expression(c);
    Eye[] eyes = {new Eye(right, c), new Eye(left, c)};
    double[] wanted = {rightOpenness, leftOpenness};
    if (reached(eyes, wanted, beta)) {
      return c;
    }
    approach(eyes, wanted, beta);
    float[] result = new float[beta.length];
    for (int k = 0; k < beta.length; k++) {
      result[k] = (float) beta[k];
    }
    return c.withExpression(result);
  }

  private static double[] expression(Coefficients c) {
    double[] beta = new double[c.layout().expression()];
    for (int k = 0; k < beta.length; k++) {
      beta[k] = c.values()[c.layout().expressionOffset() + k];
    }
    return beta;
  }

  private static boolean reached(Eye[] eyes, double[] wanted, double[] beta) {
    return Math.abs(eyes[0].openness(beta) - wanted[0]) <= TOLERANCE
        && Math.abs(eyes[1].openness(beta) - wanted[1]) <= TOLERANCE;
  }

  private void approach(Eye[] eyes, double[] wanted, double[] beta) {
    double[] start = beta.clone();
    double[] aim = wanted.clone();
    BoxQuadratic solver = new BoxQuadratic(columns.length);
    for (int i = 0; i < CORRECTIONS; i++) {
      solve(solver, eyes, aim, start, beta);
      if (reached(eyes, wanted, beta)) {
        return;
      }
      for (int e = 0; e < eyes.length; e++) {
        aim[e] = Math.max(0, aim[e] + wanted[e] - eyes[e].openness(beta));
      }
    }
  }

  /** Least change from {@code start} whose gaps along the pair directions are {@code aim}. */
  private void solve(BoxQuadratic solver, Eye[] eyes, double[] aim, double[] start, double[] beta) {
    int n = columns.length;
    double[] h = cost.clone();
    double[] g = new double[n];
    double[] lo = new double[n];
    double[] hi = new double[n];
    double[] x = new double[n];
    for (int e = 0; e < eyes.length; e++) {
      double missing = aim[e] - eyes[e].along(start);
      for (int r = 0; r < n; r++) {
        double slope = CONDITION * eyes[e].slopes[r];
        g[r] += slope * missing;
        for (int c = 0; c < n; c++) {
          h[r * n + c] += slope * eyes[e].slopes[c];
        }
      }
    }
    for (int r = 0; r < n; r++) {
      double sigma = SIGMAS * model.expression().standardDeviations()[columns[r]];
      double from = start[columns[r]];
      lo[r] = Math.min(0, (blendshapes ? 0 : -sigma) - from);
      hi[r] = Math.max(0, (blendshapes ? 1 : sigma) - from);
    }
    solver.minimise(h, g, lo, hi, x);
    for (int r = 0; r < n; r++) {
      beta[columns[r]] = start[columns[r]] + x[r];
    }
  }

  /** One eye of one identity; gaps are in units of the neutral gap. */
  private final class Eye {
    private final LidGaps lid;
    private final double[] neutral;
    private final double rest;
    private final double[] slopes;
    private final double[] gaps;

    Eye(LidGaps lid, Coefficients c) {
      this.lid = lid;
      neutral = lid.neutral(c);
      rest = Math.max(LidGaps.meanLength(neutral), 1e-6);
      slopes = IntStream.of(columns).mapToDouble(k -> lid.slope(neutral, k) / rest).toArray();
      gaps = new double[neutral.length];
    }

    double along(double[] beta) {
      lid.expressed(neutral, beta, gaps);
      return LidGaps.meanAlong(neutral, gaps) / rest;
    }

    /** The openness, negative where the lids have crossed. */
    double openness(double[] beta) {
      double along = along(beta);
      return along < 0 ? along : LidGaps.meanLength(gaps) / rest;
    }
  }
}
