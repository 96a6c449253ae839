package org.palpebra;

import org.palpebra.geometry.Similarity;

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

  /** The least-squares similarity that takes {@code from} to {@code to}; neither is modified. */
  static Similarity fit(float[] from, float[] to) {
    int n = from.length / 2;
    double fx = mean(from, 0);
    double fy = mean(from, 1);
    double tx = mean(to, 0);
    double ty = mean(to, 1);
    double dot = 0;
    double cross = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double x = from[2 * i] - fx;
      double y = from[2 * i + 1] - fy;
      double u = to[2 * i] - tx;
      double v = to[2 * i + 1] - ty;
      dot += x * u + y * v;
      cross += x * v - y * u;
      squares += x * x + y * y;
    }
    double a = dot / squares;
    double b = cross / squares;
    return new Similarity(a, b, tx - a * fx + b * fy, ty - b * fx - a * fy);
  }

  private static double mean(float[] points, int axis) {
    double sum = 0;
    for (int i = axis; i < points.length; i += 2) {
      sum += points[i];
    }
    return sum / (points.length / 2.0);
  }
}
