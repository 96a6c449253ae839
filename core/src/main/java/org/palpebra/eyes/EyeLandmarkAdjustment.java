package org.palpebra.eyes;

import org.jspecify.annotations.Nullable;

/**
 * ELAM, the Eye Landmark Adjustment Module of <em>Eye Motion Matters for 3D Face
 * Reconstruction</em> (arXiv 2401.09677), equation 4: landmarks of closed eyes are often annotated
 * as if they were open, so the upper lid moves towards the lower one as far as the eye-state
 * classifier says.
 *
 * <p>With openness {@code o = 1 − P(closed)} each upper-lid landmark keeps its place along the eye
 * and gets {@code o} times its gap to its partner on the lower lid, measured along the eye's own
 * vertical ({@link EyelidPairs}). For an upright eye that is the paper's rule on the image's y
 * axis; measured this way it also holds for a tilted head. Lower lids, corners and all other
 * landmarks stay.
 *
 * <p>{@link #adjust} is the equation alone; {@link #adjustContradicting} applies it where landmarks
 * and classifier contradict each other, and also opens shut landmarks of open eyes.
 *
 * <p>Thread-safe.
 */
public final class EyeLandmarkAdjustment {
  /**
   * Lid gap over eye width ({@link EyelidPairs#aspect}) above which landmarks describe an open eye.
   * Of 2 414 hand-annotated eyes of HELEN and AFW, about 5 % lie below it, which are those with
   * closed eyes.
   */
  public static final float OPEN_ASPECT = 0.12f;

  /**
   * P(closed) above which a contradiction of open landmarks is believed. Of the hand-annotated open
   * eyes of HELEN and AFW (split train; gap at least half the typical one) ½ would change 5.6 %,
   * 0.8 changes 3.6 %. Of closed eyes whose landmarks are opened on purpose, 87 % are shut again
   * with either, at a gap error of 4.8 % of the eye's width instead of 3.5 %; with 0.9, 79 % are.
   */
  public static final float SURELY_CLOSED = 0.8f;

  /**
   * P(closed) below which shut landmarks are not believed. Open eyes are hardly ever annotated as
   * shut, so this takes more certainty than closing: below 0.1 none of the hand-annotated shut eyes
   * of HELEN and AFW is opened, below 0.2 one.
   */
  public static final float SURELY_OPEN = 0.1f;

  /** Lid gap over eye width of an open eye: the median of HELEN and AFW is 0.31. */
  public static final float TYPICAL_ASPECT = 0.3f;

  /**
   * Lid gap over eye width up to which landmarks describe a shut eye: {@link LidOpenness#CLOSED} of
   * the typical gap. 77 of the 2 414 hand-annotated eyes lie below it.
   */
  public static final float SHUT_ASPECT = LidOpenness.CLOSED * TYPICAL_ASPECT;

  private EyeLandmarkAdjustment() {}

  /**
   * Moves the upper lids of both eyes, whatever the landmarks say themselves.
   *
   * @param landmarks {@code float[136]} in pixels, y down; not modified unless it is {@code out}
   * @param closedRight P(closed) of the subject's right eye in [0, 1]
   * @param closedLeft P(closed) of the subject's left eye in [0, 1]
   * @param out {@code float[136]} to fill, or null for a new array
   * @return {@code out}
   */
  public static float[] adjust(
      float[] landmarks, float closedRight, float closedLeft, float @Nullable [] out) {
    float[] result = EyelidPairs.copy(landmarks, out);
    closeLid(result, EyelidPairs.RIGHT, closedRight);
    closeLid(result, EyelidPairs.LEFT, closedLeft);
    return result;
  }

  /**
   * Moves the upper lid of each eye whose landmarks contradict the classifier, and leaves other
   * eyes as they are. An open eye's landmarks on a closed eye ({@link #contradicts}) close by
   * equation 4. Beyond the paper, a shut eye's landmarks on an open eye ({@link #shutsOpenEye})
   * open: equation 4 cannot do that, since a gap of nothing stays nothing, so the {@linkplain
   * #TYPICAL_ASPECT typical gap} takes the place of the one that is missing, and the upper lid goes
   * to {@code o} times it along the eye's vertical.
   *
   * @param landmarks {@code float[136]} in pixels, y down; not modified unless it is {@code out}
   * @param closedRight P(closed) of the subject's right eye in [0, 1]
   * @param closedLeft P(closed) of the subject's left eye in [0, 1]
   * @param out {@code float[136]} to fill, or null for a new array
   * @return {@code out}
   */
  public static float[] adjustContradicting(
      float[] landmarks, float closedRight, float closedLeft, float @Nullable [] out) {
    float[] result = EyelidPairs.copy(landmarks, out);
    adjustContradicting(result, EyelidPairs.RIGHT, closedRight);
    adjustContradicting(result, EyelidPairs.LEFT, closedLeft);
    return result;
  }

  private static void adjustContradicting(float[] landmarks, EyelidPairs eye, float closed) {
    if (contradicts(landmarks, eye, closed)) {
      closeLid(landmarks, eye, closed);
    } else if (shutsOpenEye(landmarks, eye, closed)) {
      eye.withAspect(landmarks, (1 - closed) * TYPICAL_ASPECT, landmarks);
    }
  }

  /**
   * Whether the landmarks describe an open eye ({@link #OPEN_ASPECT}) that the classifier takes for
   * {@linkplain #SURELY_CLOSED surely closed}.
   */
  public static boolean contradicts(float[] landmarks, EyelidPairs eye, float closed) {
    requireProbability(closed);
    return closed > SURELY_CLOSED && eye.aspect(landmarks) > OPEN_ASPECT;
  }

  /**
   * Whether the landmarks describe a shut eye ({@link #SHUT_ASPECT}) that the classifier takes for
   * {@linkplain #SURELY_OPEN surely open}. False for an eye without width, which has no gap to be
   * given.
   */
  public static boolean shutsOpenEye(float[] landmarks, EyelidPairs eye, float closed) {
    requireProbability(closed);
    return closed < SURELY_OPEN
        && eye.aspect(landmarks) <= SHUT_ASPECT
        && eye.vertical(landmarks).width() > 0;
  }

  private static void closeLid(float[] landmarks, EyelidPairs eye, float closed) {
    requireProbability(closed);
    if (closed == 0) {
      return;
    }
    EyelidPairs.Vertical n = eye.vertical(landmarks);
    for (int i = 0; i < eye.count(); i++) {
      n.move(landmarks, eye.upper(i), closed * n.gap(landmarks, eye.upper(i), eye.lower(i)));
    }
  }

  private static void requireProbability(float closed) {
    if (!(closed >= 0 && closed <= 1)) {
      throw new IllegalArgumentException("P(closed) must be in [0, 1], got " + closed);
    }
  }
}
