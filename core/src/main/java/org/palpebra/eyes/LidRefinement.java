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
 * those, from ARKit's {@code eyeWide…} and {@code eyeSquint…} and from other columns that move
 * hardly anything but the skin around the eyes; a general basis uses all its columns. The second
 * term keeps the rest of the face still. The gaze ({@code eyeLook…}) can only return to straight
 * ahead: freely behind a lid that is to be closed, otherwise only if nothing else helps. Identity,
 * pose, albedo and light stay as they are.
 *
 * <p>A closing lid shall close along its whole length, whatever squint or gaze have made of its
 * form; so {@code 1000·(1−t)⁴ · (mean square difference of the lid pairs to t times the neutral
 * ones, in neutral gaps)} is added for an eye that has to change to openness t.
 *
 * <p>The lid gap is a mean of lengths, not linear in β, and blind to crossed lids. What is linear
 * is the mean gap along the neutral face's own pair directions. So that is prescribed, never below
 * zero, in a small quadratic programme solved directly, and corrected by the difference to the true
 * gap a few times. Where the range does not allow the openness, the nearest one is taken.
 *
 * <p>Lids that each expression alone would leave on the eyeball may still pass through it together.
 * The blink alone does not, at any weight; so an eye whose lids lie in the eyeball, have crossed or
 * miss the openness goes as far as necessary towards a plain one: gaze straight ahead, nothing but
 * blink or wide, of the openness wanted. Every vertex goes a straight way there, on which the point
 * where it leaves the eyeball is known. This needs the model's blink expressions and eyeballs.
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

  /** Weight of closing evenly, at openness 0. */
  private static final double EVENNESS = 1000;

  /** An eye closes evenly without reserve if it has to change by that much openness. */
  private static final double FULLY_EVEN = 0.1;

  /** Weight of an open eye's gaze: it returns only if nothing else helps. */
  private static final double GAZE = 1000;

  /** Millimetres that skin may lie inside the eyeball. */
  private static final double DEPTH = 0.1;

  /** Millimetres that a lid pair may have crossed. */
  private static final double CROSSING = 0.05;

  /** How far off the openness the least change may leave an eye. */
  private static final double NEAR = 0.002;

  private static final double TOLERANCE = 0.002;
  private static final int CORRECTIONS = 6;
  private static final double SIGMAS = 3;

  private final MorphableModel model;
  private final LidGaps right;
  private final LidGaps left;
  private final LidClearance rightBall;
  private final LidClearance leftBall;
  private final boolean blendshapes;
  private final int[] columns;
  private final double[] cost;

  /** Finds out once how the expressions move the lids and their surroundings. */
  public LidRefinement(MorphableModel model) {
    this.model = model;
    right = new LidGaps(model, model.rightLid());
    left = new LidGaps(model, model.leftLid());
    rightBall = new LidClearance(model, model.rightLid());
    leftBall = new LidClearance(model, model.leftLid());
    blendshapes = model.rightLid().blinkExpression() >= 0 && model.leftLid().blinkExpression() >= 0;
    EyeRegion region = new EyeRegion(model);
    columns =
        IntStream.range(0, model.expression().columns())
            .filter(k -> !blendshapes || local(region, k))
            .toArray();
    cost = cost(region);
  }

  private boolean local(EyeRegion region, int k) {
    String name = model.expression().names().get(k);
    return k == model.rightLid().blinkExpression()
        || k == model.leftLid().blinkExpression()
        || name.startsWith("eyeWide")
        || name.startsWith("eyeSquint")
        || name.startsWith("eyeLook")
        || region.spill(k) <= LOCAL;
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
   * @return {@code float[2]}: right, left
   */
  public float[] openness(Coefficients c) {
    double[] beta = expression(c);
    return new float[] {(float) openness(right, c, beta), (float) openness(left, c, beta)};
  }

  private static double openness(LidGaps lid, Coefficients c, double[] beta) {
    double[] neutral = lid.neutral(c);
    double[] gaps = new double[neutral.length];
    lid.expressed(neutral, beta, gaps);
    return LidGaps.meanLength(gaps) / Math.max(LidGaps.meanLength(neutral), 1e-6);
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
    Eye[] eyes = {new Eye(0, right, rightBall, c), new Eye(1, left, leftBall, c)};
    double[] wanted = {rightOpenness, leftOpenness};
    boolean changed = !reached(eyes, wanted, beta);
    if (changed) {
      approach(eyes, wanted, beta);
    }
    for (int e = 0; e < eyes.length && blendshapes; e++) {
      changed |= eyes[e].giveWay(wanted[e], beta);
    }
    if (!changed) {
      return c;
    }
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
    double[] evenness = new double[eyes.length];
    for (int e = 0; e < eyes.length; e++) {
      double change = Math.abs(eyes[e].openness(start) - wanted[e]);
      evenness[e] =
          EVENNESS * Math.pow(Math.max(0, 1 - wanted[e]), 4) * Math.min(1, change / FULLY_EVEN);
    }
    Problem problem = new Problem(eyes, aim, evenness, stiffness(wanted), range(start), start);
    BoxQuadratic solver = new BoxQuadratic(columns.length);
    for (int i = 0; i < CORRECTIONS; i++) {
      solve(solver, problem, beta);
      if (reached(eyes, wanted, beta)) {
        return;
      }
      for (int e = 0; e < eyes.length; e++) {
        aim[e] = Math.max(0, aim[e] + wanted[e] - eyes[e].openness(beta));
      }
    }
  }

  /** Least change from {@code start} whose gaps along the pair directions are {@code aim}. */
  private void solve(BoxQuadratic solver, Problem problem, double[] beta) {
    int n = columns.length;
    Eye[] eyes = problem.eyes;
    double[] start = problem.start;
    double[] h = cost.clone();
    double[] g = new double[n];
    double[] x = new double[n];
    for (int r = 0; r < n; r++) {
      h[r * n + r] += problem.stiffness[r];
    }
    for (int e = 0; e < eyes.length; e++) {
      double missing = problem.aim[e] - eyes[e].along(start);
      for (int r = 0; r < n; r++) {
        double slope = CONDITION * eyes[e].slopes[r];
        g[r] += slope * missing;
        for (int c = 0; c < n; c++) {
          h[r * n + c] += slope * eyes[e].slopes[c];
        }
      }
      if (problem.evenness[e] > 0) {
        eyes[e].addEvenness(problem.evenness[e], problem.aim[e], start, h, g);
      }
    }
    solver.minimise(h, g, problem.range[0], problem.range[1], x);
    for (int r = 0; r < n; r++) {
      beta[columns[r]] = start[columns[r]] + x[r];
    }
  }

  /** How far each column may go down and up from {@code start}. */
  private double[][] range(double[] start) {
    double[][] range = new double[2][columns.length];
    for (int r = 0; r < columns.length; r++) {
      double sigma = SIGMAS * model.expression().standardDeviations()[columns[r]];
      double from = start[columns[r]];
      range[0][r] = Math.min(0, (blendshapes ? 0 : -sigma) - from);
      range[1][r] = gaze(columns[r]) ? 0 : Math.max(0, (blendshapes ? 1 : sigma) - from);
    }
    return range;
  }

  /** What holds the gaze besides its cost, the less the nearer its lid is to be closed. */
  private double[] stiffness(double[] wanted) {
    double[] stiffness = new double[columns.length];
    for (int r = 0; r < stiffness.length; r++) {
      if (gaze(columns[r])) {
        double open = Math.min(1, wanted[eyeOf(columns[r])] / LidOpenness.CLOSED);
        stiffness[r] = GAZE * open * open;
      }
    }
    return stiffness;
  }

  private boolean gaze(int column) {
    return model.expression().names().get(column).startsWith("eyeLook");
  }

  /** 0 for the right eye, 1 for the left one, by the column's ARKit name. */
  private int eyeOf(int column) {
    return model.expression().names().get(column).endsWith("Right") ? 0 : 1;
  }

  /**
   * What is to be solved; the first index is the eye.
   *
   * @param aim mean gap along the pair directions, in neutral gaps
   * @param evenness weight of closing evenly
   * @param stiffness what holds each column besides its cost
   * @param range lowest and highest change of each column
   * @param start the expression to depart from
   */
  private record Problem(
      Eye[] eyes,
      double[] aim,
      double[] evenness,
      double[] stiffness,
      double[][] range,
      double[] start) {}

  /** One eye of one identity; gaps are in units of the neutral gap. */
  private final class Eye {
    private final int side;
    private final LidGaps lid;
    private final LidClearance ball;
    private final Coefficients face;
    private final double[] neutral;
    private final double rest;
    private final double[] slopes;
    private final double[] gaps;

    Eye(int side, LidGaps lid, LidClearance ball, Coefficients face) {
      this.side = side;
      this.lid = lid;
      this.ball = ball;
      this.face = face;
      neutral = lid.neutral(face);
      rest = Math.max(LidGaps.meanLength(neutral), 1e-6);
      slopes = IntStream.of(columns).mapToDouble(k -> lid.slope(neutral, k) / rest).toArray();
      gaps = new double[neutral.length];
    }

    void addEvenness(double weight, double aim, double[] start, double[] h, double[] g) {
      lid.expressed(neutral, start, gaps);
      for (int r = 0; r < gaps.length; r++) {
        gaps[r] = aim * neutral[r] - gaps[r];
      }
      lid.addSquares(weight / (rest * rest), gaps, columns, h, g);
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

    /**
     * Where lids have gone through the eyeball or through each other, or cannot close in their
     * present form, gives way to the plain form of the eye, as far as that takes.
     *
     * @return whether that changed {@code beta}
     */
    boolean giveWay(double wanted, double[] beta) {
      double[] now = gaps(beta);
      float[] skin = ball.skin(face, beta);
      double excess = LidGaps.meanLength(now) / rest - wanted;
      if (Math.abs(excess) <= NEAR
          && LidGaps.uncrossed(neutral, now, now, CROSSING) == 0
          && !ball.enters(skin, DEPTH)) {
        return false;
      }
      double[] least = beta.clone();
      double[] plain = plain(wanted, least);
      double[] then = gaps(plain);
      if (wanted < 1 && Math.abs(LidGaps.meanLength(then) / rest - wanted) > 4 * NEAR) {
        return false; // this model's blink alone does not do it
      }
      double share = LidGaps.uncrossed(neutral, now, then, CROSSING);
      share = LidGaps.narrowed(now, then, (wanted + NEAR) * rest, share);
      share = Math.max(share, Math.min(1, -2 * excess));
      share = ball.cleared(skin, ball.skin(face, plain), DEPTH, share);
      mix(least, plain, share, beta);
      double aim = wanted;
      for (int i = 0; i < CORRECTIONS && wanted - openness(beta) > TOLERANCE; i++) {
        // Lids half of one form, half of another are less open than either.
        aim += (wanted - openness(beta)) / share;
        mix(least, plain(aim, least), share, beta);
      }
      return true;
    }

    private void mix(double[] a, double[] b, double share, double[] out) {
      for (int k : columns) {
        out[k] = a[k] + share * (b[k] - a[k]);
      }
    }

    /** The eye looks straight ahead and is as open as wanted by its blink or its wide alone. */
    private double[] plain(double wanted, double[] beta) {
      double[] plain = beta.clone();
      for (int k : columns) {
        plain[k] = eyeOf(k) == side ? 0 : beta[k];
      }
      double missing = wanted - along(plain);
      for (int r = 0; r < columns.length; r++) {
        int k = columns[r];
        boolean blink =
            k == model.rightLid().blinkExpression() || k == model.leftLid().blinkExpression();
        boolean wide = model.expression().names().get(k).startsWith("eyeWide");
        if (eyeOf(k) == side && (missing < 0 ? blink : wide) && slopes[r] != 0) {
          plain[k] = Math.min(1, Math.max(0, missing / slopes[r]));
        }
      }
      return plain;
    }

    private double[] gaps(double[] beta) {
      lid.expressed(neutral, beta, gaps);
      return gaps.clone();
    }
  }
}
