package org.palpebra.spi;

/**
 * How a regressor tells a face from something else: of a face it finds the same landmarks again
 * when the crop is moved a little or mirrored, of anything else it does not. Fitted to photos as a
 * logistic regression on the logarithms of the two spreads.
 *
 * @param bias log-odds at spreads of 1
 * @param moved what a factor e of spread costs when the crop is moved; positive
 * @param mirrored likewise when it is moved and mirrored
 */
public record FaceCheck(double bias, double moved, double mirrored) {
  /** Spreads below are as good as none. */
  private static final double LEAST = 1e-4;

  /** Log-odds from which something that a detector is not sure about is a face. */
  public static final double BELIEVED = 1;

  public FaceCheck {
    if (!(moved >= 0 && mirrored >= 0) || !Double.isFinite(bias + moved + mirrored)) {
      throw new IllegalArgumentException(
          "moved and mirrored must not be negative, got bias %s, moved %s, mirrored %s"
              .formatted(bias, moved, mirrored));
    }
  }

  /**
   * Log-odds of a face.
   *
   * @param movedSpread mean distance of the landmarks in sides of the crop
   * @param mirroredSpread likewise
   */
  public double logOdds(double movedSpread, double mirroredSpread) {
    return bias
        - moved * Math.log(Math.max(movedSpread, LEAST))
        - mirrored * Math.log(Math.max(mirroredSpread, LEAST));
  }
}
