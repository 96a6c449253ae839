package org.palpebra.tracking;

import org.palpebra.tracking.OneEuroFilter.Tuning;

/**
 * How a {@link FaceTracker} smooths. Positions are meant in {@value #UNIT_MILLIMETRES} mm at the
 * head, so that the picture's size does not matter.
 *
 * @param place where the head is on the picture (speed in units per second) and how large it is
 *     (logarithm of the scale)
 * @param turn the head's angles, in radians
 * @param expression expressions other than those of the eyes, 0 to 1
 * @param eyes lids and gaze: openness and expressions of the eyes; a blink takes a tenth of a
 *     second
 * @param light coefficients of the light
 * @param identitySeconds over how long identity and albedo are averaged once they are known for so
 *     long; before, over all frames so far
 */
public record Smoothing(
    Tuning place,
    Tuning turn,
    Tuning expression,
    Tuning eyes,
    Tuning light,
    double identitySeconds) {
  static final double UNIT_MILLIMETRES = 100;

  /** The default; the measurements behind it are in {@code docs/live.md}. */
  public static final Smoothing DEFAULT =
      new Smoothing(
          new Tuning(0.4, 30, 1),
          new Tuning(0.4, 5, 1),
          new Tuning(0.8, 2, 1),
          new Tuning(2, 10, 30),
          new Tuning(0.3, 0.5, 1),
          30);

  public Smoothing {
    if (!(identitySeconds > 0)) {
      throw new IllegalArgumentException("identitySeconds must be above 0, got " + identitySeconds);
    }
  }
}
