package org.palpebra;

/** Eye centres (subject's right, left), nose tip, mouth corners (right, left) in an image. */
final class FivePoints {
  private static final int[][] SOURCES = {{36, 39}, {42, 45}, {30, 30}, {48, 48}, {54, 54}};

  private FivePoints() {}

  /** The five points of 68 landmarks, {@code float[10]}. */
  static float[] of(float[] landmarks) {
    float[] points = new float[2 * SOURCES.length];
    for (int i = 0; i < SOURCES.length; i++) {
      for (int k = 0; k < 2; k++) {
        points[2 * i + k] =
            (landmarks[2 * SOURCES[i][0] + k] + landmarks[2 * SOURCES[i][1] + k]) / 2;
      }
    }
    return points;
  }
}
