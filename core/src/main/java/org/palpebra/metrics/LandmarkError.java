package org.palpebra.metrics;

/**
 * Mean distance of 68 landmarks to the annotated ones over a length of the annotated face, as a
 * fraction (0.05 is the 5 % of the literature).
 *
 * <p>Arrays are {@code float[136]}, x,y interleaved, in pixels of the same image, never modified.
 * Thread-safe.
 */
public final class LandmarkError {
  private static final int COUNT = 68;
  private static final int INNER = 17;

  private LandmarkError() {}

  /** Over the distance of the outer eye corners (36, 45); the 300-W challenge's measure. */
  public static double overOuterEyes(float[] predicted, float[] truth) {
    return mean(predicted, truth, 0) / outerEyeDistance(truth);
  }

  /** Over the distance of the eyes' centres. */
  public static double overPupils(float[] predicted, float[] truth) {
    return mean(predicted, truth, 0) / pupilDistance(truth);
  }

  /** Landmarks 17–67, without the jaw line, over the distance of the outer eye corners. */
  public static double innerOverOuterEyes(float[] predicted, float[] truth) {
    return mean(predicted, truth, INNER) / outerEyeDistance(truth);
  }

  /** Distance of landmarks 36 and 45 in pixels. */
  public static double outerEyeDistance(float[] landmarks) {
    require(landmarks);
    return Math.hypot(
        landmarks[2 * 45] - landmarks[2 * 36], landmarks[2 * 45 + 1] - landmarks[2 * 36 + 1]);
  }

  /** Distance of the means of landmarks 36–41 and 42–47 in pixels. */
  public static double pupilDistance(float[] landmarks) {
    require(landmarks);
    double dx = 0;
    double dy = 0;
    for (int i = 36; i < 42; i++) {
      dx += landmarks[2 * (i + 6)] - landmarks[2 * i];
      dy += landmarks[2 * (i + 6) + 1] - landmarks[2 * i + 1];
    }
    return Math.hypot(dx, dy) / 6;
  }

  private static double mean(float[] predicted, float[] truth, int from) {
    require(predicted);
    require(truth);
    double sum = 0;
    for (int i = from; i < COUNT; i++) {
      sum += Math.hypot(predicted[2 * i] - truth[2 * i], predicted[2 * i + 1] - truth[2 * i + 1]);
    }
    return sum / (COUNT - from);
  }

  private static void require(float[] landmarks) {
    if (landmarks.length != 2 * COUNT) {
      throw new IllegalArgumentException("68 landmarks need 136 numbers, got " + landmarks.length);
    }
  }
}
