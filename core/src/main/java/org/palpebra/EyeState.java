package org.palpebra;

import org.palpebra.eyes.LidOpenness;

/**
 * One eye: what the classifier saw on the photo, and what the lids of the 3D face do. The two are
 * different measurements; ELAM brings the second near the first.
 *
 * @param closed probability in [0, 1] that the eye is closed on the photo, by the classifier and
 *     what it says of the other eye ({@link FaceReconstructor.Builder#eyesAlike}); how far it is
 *     calibrated is said on the model's card
 * @param openness lid gap of the reconstruction over the lid gap of the same identity's neutral
 *     face: 0 closed, 1 as open as neutral, above 1 wide; never negative. A ratio of lengths in 3D,
 *     not a probability
 */
public record EyeState(float closed, float openness) {
  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public EyeState {
    if (!(closed >= 0 && closed <= 1) || !(openness >= 0)) {
      throw new IllegalArgumentException(
          "P(closed) must be in [0, 1] and the openness not negative, got %s and %s"
              .formatted(closed, openness));
    }
  }

  /** What the classifier takes the eye for: closed from P(closed) = ½ on, otherwise open. */
  public LidState decision() {
    return closed >= 0.5f ? LidState.CLOSED : LidState.OPEN;
  }

  /**
   * The probability of the {@link #decision()}, in [½, 1]; as well or badly calibrated as {@link
   * #closed}.
   */
  public float confidence() {
    return Math.max(closed, 1 - closed);
  }

  /**
   * What the lids of the 3D face do by the strict rule: closed up to an openness of {@link
   * LidOpenness#CLOSED}, open from {@link LidOpenness#OPEN} on, between the two neither.
   */
  public LidState lids() {
    if (openness <= LidOpenness.CLOSED) {
      return LidState.CLOSED;
    }
    return openness >= LidOpenness.OPEN ? LidState.OPEN : LidState.BETWEEN;
  }
}
