package org.palpebra.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * What is to be seen at each pixel's centre, in double precision: for every triangle every pixel of
 * its bounding box.
 *
 * @param depth +∞ where nothing is
 * @param image RGB
 * @param triangle −1 where nothing is
 */
record ReferencePicture(double[] depth, double[] image, int[] triangle) {
  /** Linear in the picture or in space: apart by less than this. */
  private static final double SAME_DEPTH = 0.05;

  /** Edges that pass through a pixel's centre within rounding. */
  private static final double PASSES = 0.005;

  static ReferencePicture of(float[] screen, int[] triangles, float[] colours, int size) {
    ReferencePicture picture =
        new ReferencePicture(
            new double[size * size], new double[3 * size * size], new int[size * size]);
    Arrays.fill(picture.depth, Double.POSITIVE_INFINITY);
    Arrays.fill(picture.triangle, -1);
    for (int t = 0; t < triangles.length / 3; t++) {
      int[] corners = {triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]};
      picture.draw(t, corners, screen, colours, size);
    }
    return picture;
  }

  private void draw(int t, int[] corners, float[] screen, float[] colours, int size) {
    double[] x = new double[3];
    double[] y = new double[3];
    double[] z = new double[3];
    for (int k = 0; k < 3; k++) {
      x[k] = screen[3 * corners[k]];
      y[k] = screen[3 * corners[k] + 1];
      z[k] = screen[3 * corners[k] + 2];
    }
    double area = (x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0]);
    if (area == 0) {
      return;
    }
    int left = (int) Math.max(0, Math.floor(Arrays.stream(x).min().orElseThrow()));
    int right = (int) Math.min(size - 1, Math.ceil(Arrays.stream(x).max().orElseThrow()));
    int top = (int) Math.max(0, Math.floor(Arrays.stream(y).min().orElseThrow()));
    int bottom = (int) Math.min(size - 1, Math.ceil(Arrays.stream(y).max().orElseThrow()));
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double[] w = new double[3];
        for (int k = 0; k < 3; k++) {
          int i = (k + 1) % 3;
          int j = (k + 2) % 3;
          w[k] =
              ((x[i] - column - 0.5) * (y[j] - row - 0.5)
                      - (y[i] - row - 0.5) * (x[j] - column - 0.5))
                  / area;
        }
        double depth = 1 / (w[0] / z[0] + w[1] / z[1] + w[2] / z[2]);
        int pixel = row * size + column;
        if (w[0] >= 0 && w[1] >= 0 && w[2] >= 0 && depth < this.depth[pixel]) {
          this.depth[pixel] = depth;
          triangle[pixel] = t;
          for (int channel = 0; channel < 3; channel++) {
            double colour = 0;
            for (int k = 0; k < 3; k++) {
              colour += w[k] / z[k] * colours[3 * corners[k] + channel];
            }
            image[3 * pixel + channel] = colour * depth;
          }
        }
      }
    }
  }

  /**
   * @param result depths, colours and perhaps triangles
   */
  List<Accuracy> accuracies(float[][] result) {
    int other = 0;
    int seen = 0;
    double colour = 0;
    for (int p = 0; p < depth.length; p++) {
      boolean empty = triangle[p] < 0;
      seen += empty ? 0 : 1;
      boolean same =
          empty
              ? result[0][p] == Float.POSITIVE_INFINITY
              : Math.abs(result[0][p] - depth[p]) < SAME_DEPTH
                  && (result.length < 3 || result[2][p] == triangle[p]);
      other += same ? 0 : 1;
      for (int i = 3 * p; same && !empty && i < 3 * p + 3; i++) {
        colour = Math.max(colour, Math.abs(result[1][i] - image[i]));
      }
    }
    return List.of(
        new Accuracy("% of pixels", 100.0 * other / seen, 100 * PASSES),
        new Accuracy("/255", 255 * colour, 1));
  }
}
