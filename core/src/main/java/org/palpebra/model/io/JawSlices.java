package org.palpebra.model.io;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.palpebra.model.LandmarkScheme;

/**
 * Sliding jaw landmarks for a model that only knows its outline seen from the front: the landmarks
 * of a side are spaced evenly along the outline from the height of the eye's outer corner to the
 * chin; each slides in the slice of the mesh through it that runs in its outward direction and in
 * depth.
 */
final class JawSlices {
  /** Half the thickness of a slice in millimetres. */
  private static final double HALF_THICKNESS = 3.5;

  /** How far landmarks 0–8 slide in millimetres; farther down the lips would be near. */
  private static final double[] REACH = {40, 42, 42, 42, 40, 36, 30, 20, 14};

  private final float[] shape;

  /**
   * @param shape the mean shape, xyz in millimetres, not modified
   */
  JawSlices(float[] shape) {
    this.shape = shape;
  }

  /**
   * Fills in landmarks 0–7 and 9–16 and what all of 0–16 slide along.
   *
   * @param vertices 68 long; 8, 36 and 45 are read, the missing ones of the jaw are written
   * @param right outline of the subject's right side from above to the chin; {@code left} likewise
   */
  LandmarkScheme scheme(int[] vertices, int[] right, int[] left) {
    int[][] contours = new int[LandmarkScheme.CONTOUR][];
    int last = LandmarkScheme.CONTOUR - 1;
    int chin = last / 2;
    for (int i = 0; i < chin; i++) {
      vertices[i] = along(right, vertices[36], vertices[chin], i / (double) chin);
      vertices[last - i] = along(left, vertices[45], vertices[chin], i / (double) chin);
    }
    for (int i = 0; i <= last; i++) {
      contours[i] = slice(vertices[i], Math.PI * i / last, REACH[Math.min(i, last - i)]);
    }
    return new LandmarkScheme(vertices, contours);
  }

  /** The vertex nearest to that share of the way from the eye's height to the chin. */
  private int along(int[] outline, int eye, int chin, double share) {
    int[] line =
        IntStream.concat(
                Arrays.stream(outline).filter(v -> y(v) < y(eye) && y(v) > y(chin)),
                IntStream.of(chin))
            .toArray();
    double length = 0;
    for (int k = 1; k < line.length; k++) {
      length += distance(line[k - 1], line[k]);
    }
    double left = share * length;
    int k = 1;
    while (k + 1 < line.length && left > distance(line[k - 1], line[k])) {
      left -= distance(line[k - 1], line[k]);
      k++;
    }
    if (k >= line.length) {
      return chin;
    }
    double t = left / Math.max(distance(line[k - 1], line[k]), 1e-9);
    double[] place = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      place[axis] = (1 - t) * at(line[k - 1], axis) + t * at(line[k], axis);
    }
    return nearest(place);
  }

  private int nearest(double[] place) {
    int best = 0;
    double shortest = Double.POSITIVE_INFINITY;
    for (int v = 0; v < shape.length / 3; v++) {
      double d = 0;
      for (int axis = 0; axis < 3; axis++) {
        double delta = at(v, axis) - place[axis];
        d += delta * delta;
      }
      if (d < shortest) {
        shortest = d;
        best = v;
      }
    }
    return best;
  }

  private int[] slice(int anchor, double angle, double reach) {
    IntStream others =
        IntStream.range(0, shape.length / 3)
            .filter(v -> v != anchor && distance(v, anchor) <= reach)
            .filter(v -> Math.abs(offset(v, anchor, angle)) <= HALF_THICKNESS)
            .boxed()
            .sorted(Comparator.comparingDouble(v -> distance(v, anchor)))
            .mapToInt(Integer::intValue);
    return IntStream.concat(IntStream.of(anchor), others).toArray();
  }

  /** How far a vertex lies beside the slice. */
  private double offset(int vertex, int anchor, double angle) {
    return (at(vertex, 0) - at(anchor, 0)) * Math.sin(angle)
        - (y(vertex) - y(anchor)) * Math.cos(angle);
  }

  private double y(int vertex) {
    return at(vertex, 1);
  }

  private double at(int vertex, int axis) {
    return shape[3 * vertex + axis];
  }

  private double distance(int a, int b) {
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      double delta = at(a, axis) - at(b, axis);
      sum += delta * delta;
    }
    return Math.sqrt(sum);
  }
}
