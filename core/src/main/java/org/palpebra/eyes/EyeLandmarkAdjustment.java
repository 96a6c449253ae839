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
 * <p>Thread-safe.
 */
public final class EyeLandmarkAdjustment {
  /**
   * Lid gap over eye width ({@link EyelidPairs#aspect}) above which landmarks describe an open eye.
   * Of 2 414 hand-annotated eyes of HELEN and AFW, about 5 % lie below it, which are those with
   * closed eyes.
   */
  public static final float OPEN_ASPECT = 0.12f;

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
    float[] result = copy(landmarks, out);
    closeLid(result, EyelidPairs.RIGHT, closedRight);
    closeLid(result, EyelidPairs.LEFT, closedLeft);
    return result;
  }

  /**
   * Moves the upper lid of each eye whose landmarks {@linkplain #contradicts contradict} the
   * classifier, and leaves the other eye as it is.
   *
   * @param landmarks {@code float[136]} in pixels, y down; not modified unless it is {@code out}
   * @param closedRight P(closed) of the subject's right eye in [0, 1]
   * @param closedLeft P(closed) of the subject's left eye in [0, 1]
   * @param out {@code float[136]} to fill, or null for a new array
   * @return {@code out}
   */
  public static float[] adjustContradicting(
      float[] landmarks, float closedRight, float closedLeft, float @Nullable [] out) {
    return adjust(
        landmarks,
        contradicts(landmarks, EyelidPairs.RIGHT, closedRight) ? closedRight : 0,
        contradicts(landmarks, EyelidPairs.LEFT, closedLeft) ? closedLeft : 0,
        out);
  }

  /**
   * Whether the landmarks describe an open eye ({@link #OPEN_ASPECT}) that the classifier takes for
   * closed (P &gt; ½). The opposite error, closed landmarks on an open eye, is none that moving the
   * upper lid towards the lower one could mend.
   */
  public static boolean contradicts(float[] landmarks, EyelidPairs eye, float closed) {
    requireProbability(closed);
    return closed > 0.5f && eye.aspect(landmarks) > OPEN_ASPECT;
  }

  private static float[] copy(float[] landmarks, float @Nullable [] out) {
    EyelidPairs.requireLandmarks(landmarks);
    if (out == null) {
      return landmarks.clone();
    }
    EyelidPairs.requireLandmarks(out);
    System.arraycopy(landmarks, 0, out, 0, landmarks.length);
    return out;
  }

  private static void closeLid(float[] landmarks, EyelidPairs eye, float closed) {
    requireProbability(closed);
    if (closed == 0) {
      return;
    }
    EyelidPairs.Vertical n = eye.vertical(landmarks);
    for (int i = 0; i < eye.count(); i++) {
      int upper = eye.upper(i);
      double move = closed * n.gap(landmarks, upper, eye.lower(i));
      landmarks[2 * upper] += (float) (move * n.x());
      landmarks[2 * upper + 1] += (float) (move * n.y());
    }
  }

  private static void requireProbability(float closed) {
    if (!(closed >= 0 && closed <= 1)) {
      throw new IllegalArgumentException("P(closed) must be in [0, 1], got " + closed);
    }
  }
}
