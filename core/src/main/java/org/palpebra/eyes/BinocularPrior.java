package org.palpebra.eyes;

/**
 * What is known about two eyes of one face before they are looked at: that both are in the same
 * state is {@code alike} times as probable as that they are not. A classifier that sees one eye at
 * a time knows nothing of the other one; by Bayes' rule the pair's probabilities are
 *
 * <pre>
 * P(right, left) ∝ P(right) · P(left) · (alike if both are in one state, else 1)
 * </pre>
 *
 * from which {@link #of} takes those of each eye. An eye that the classifier is sure of stays as it
 * is, a wink included; an eye in doubt leans towards the other one.
 *
 * @param alike at least 1; 1 leaves each eye on its own
 */
public record BinocularPrior(double alike) {
  /**
   * @throws IllegalArgumentException if {@code alike} is below 1 or not finite
   */
  public BinocularPrior {
    if (!(alike >= 1) || Double.isInfinite(alike)) {
      throw new IllegalArgumentException("alike must be finite and at least 1, got " + alike);
    }
  }

  /**
   * P(closed) of an eye, given both.
   *
   * @param closed P(closed) of the eye on its own, in [0, 1]
   * @param other P(closed) of the other eye on its own, in [0, 1]
   * @return in [0, 1]; rises with both
   */
  public float of(float closed, float other) {
    double whenClosed = closed * (alike * other + (1 - other));
    double whenOpen = (1 - closed) * (other + alike * (1 - other));
    return (float) (whenClosed / (whenClosed + whenOpen));
  }
}
