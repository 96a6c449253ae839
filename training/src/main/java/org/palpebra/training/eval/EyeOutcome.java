package org.palpebra.training.eval;

import org.palpebra.training.data.EyePatch;

/**
 * What a classifier said about one patch.
 *
 * @param closed P(closed) in [0, 1]
 */
public record EyeOutcome(EyePatch patch, float closed) {
  /** Whether P(closed) is on the label's side of ½. */
  public boolean right() {
    return (closed >= 0.5f) == patch.closed();
  }

  /** The probability given to the state that the label denies, in [0, 1]. */
  public float wrongness() {
    return patch.closed() ? 1 - closed : closed;
  }
}
