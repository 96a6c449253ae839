package org.palpebra;

/**
 * What one eye of a person measures when it is closed and when it is open. Maps measurements so
 * that the closed eye gets the openness 0 and the open one 1, and so that the personal {@link
 * #threshold} of P(closed) comes to lie at ½.
 *
 * @param closedOpenness openness ({@link EyeState#openness}) of the closed eye, ≥ 0
 * @param openOpenness openness of the open eye, at least {@link #LEAST_SPAN} above
 * @param threshold P(closed) from which on the eye counts as closed, in (0, 1)
 */
public record EyeLimits(float closedOpenness, float openOpenness, float threshold) {
  /**
   * Changes nothing: the neutral lid gap is open, no gap is closed, closed from P(closed) = ½ on.
   */
  public static final EyeLimits IDENTITY = new EyeLimits(0, 1, 0.5f);

  /** Limits nearer to each other would blow up what is only noise. */
  public static final float LEAST_SPAN = 0.1f;

  /** Nearer to 0 or 1 the classifier's log odds are not trusted. */
  private static final double SUREST = 1e-3;

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public EyeLimits {
    if (!(closedOpenness >= 0) || !(openOpenness - closedOpenness >= LEAST_SPAN)) {
      throw new IllegalArgumentException(
          "the open eye's openness must be at least %s above the closed eye's, got %s and %s"
              .formatted(LEAST_SPAN, openOpenness, closedOpenness));
    }
    if (!Float.isFinite(openOpenness) || !(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "openness must be finite and the threshold within 0 and 1, got %s and %s"
              .formatted(openOpenness, threshold));
    }
  }

  /**
   * The limits of an eye that was measured twice. The threshold lies midway between the two
   * P(closed), measured in log odds; probabilities below 0.001 and above 0.999 count as these.
   *
   * @throws IllegalArgumentException if the measurements contradict each other: the open eye is not
   *     clearly more open, or the classifier takes it for closed at least as surely
   */
  public static EyeLimits of(EyeState open, EyeState closed) {
    double lower = logOdds(open.closed());
    double higher = logOdds(closed.closed());
    if (!(lower < higher)) {
      throw new IllegalArgumentException(
          "P(closed) must be lower on the open eye than on the closed one, got %s and %s"
              .formatted(open.closed(), closed.closed()));
    }
    return new EyeLimits(
        closed.openness(), open.openness(), (float) (1 / (1 + Math.exp(-(lower + higher) / 2))));
  }

  private static double logOdds(float probability) {
    double p = Math.min(Math.max(probability, SUREST), 1 - SUREST);
    return Math.log(p / (1 - p));
  }

  /**
   * The measurement on the person's own scale: openness {@code max(0, (o − closed) / (open −
   * closed))}, above 1 where the eye is wider than on the open photo; P(closed) with its log odds
   * less those of the threshold. Both are continuous and never fall where the measurement rises.
   */
  public EyeState apply(EyeState eye) {
    double openness =
        ((double) eye.openness() - closedOpenness) / ((double) openOpenness - closedOpenness);
    double closed = eye.closed() * (1.0 - threshold);
    double open = (1.0 - eye.closed()) * threshold;
    return new EyeState((float) (closed / (closed + open)), (float) Math.max(0, openness));
  }
}
