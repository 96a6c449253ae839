package org.palpebra.eyes;

/**
 * The openness that an eye of a reconstruction shall get, from the classifier and from what the
 * regressor made of it.
 *
 * <p>ELAM multiplies an eye's lid gap by {@code o = 1 − P(closed)}. Applied to a reconstruction as
 * it stands, that would half close every open eye of which the classifier is only fairly sure, and
 * close eyes twice that the regressor has closed already. So here o bounds the openness instead:
 * {@code clamp(r, lo(o), hi(o))} with r the regressor's openness. Where the two contradict, the lid
 * goes where ELAM sends it (o = 0 shuts the eye); where they agree the regressor's finer value
 * stands. The bounds are continuous and rise with o, so the target is continuous and falls with
 * P(closed); the corners of the bounds keep clear decisions on the right side of {@link
 * LidOpenness#CLOSED} and {@link LidOpenness#OPEN}:
 *
 * <pre>
 * o    0    0.05  0.3   0.5   0.65  1
 * lo   0    0     0     0.2   0.52  0.55
 * hi   0    0.15  0.18  0.5   1.0   3
 * </pre>
 *
 * A classifier that was taught half-open eyes says of one that is a quarter open that it is rather
 * closed, not that it is shut; so only o near 0 shuts the eye, and up to 0.3 it may stay a slit.
 */
public final class LidTarget {
  private static final float[] OPENNESS = {0, 0.05f, 0.3f, 0.5f, 0.65f, 1};
  private static final float[] LOWEST = {0, 0, 0, 0.2f, 0.52f, 0.55f};
  private static final float[] HIGHEST = {0, 0.15f, 0.18f, 0.5f, 1, 3};

  private LidTarget() {}

  /**
   * @param closed P(closed) in [0, 1]
   * @param regressed the openness ({@link LidOpenness}) of the regressor's face, ≥ 0
   * @return the openness to give the eye; {@code regressed} itself where the two agree
   */
  public static float of(float closed, float regressed) {
    if (!(closed >= 0 && closed <= 1) || !(regressed >= 0)) {
      throw new IllegalArgumentException(
          "P(closed) must be in [0, 1] and the openness not negative, got %s and %s"
              .formatted(closed, regressed));
    }
    int i = 1;
    float o = 1 - closed;
    while (o > OPENNESS[i]) {
      i++;
    }
    float t = (o - OPENNESS[i - 1]) / (OPENNESS[i] - OPENNESS[i - 1]);
    float lo = LOWEST[i - 1] + t * (LOWEST[i] - LOWEST[i - 1]);
    float hi = HIGHEST[i - 1] + t * (HIGHEST[i] - HIGHEST[i - 1]);
    return Math.min(Math.max(regressed, lo), hi);
  }
}
