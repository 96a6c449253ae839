package org.palpebra.model.io;

import java.util.Arrays;
import java.util.Comparator;
import org.palpebra.model.LandmarkScheme;

/**
 * Where the kit's jaw line may slide: for each of its landmarks the vertices along a section of the
 * skin through the landmark, in the plane of the direction outwards and the direction of view.
 */
final class IctContours {
  /** Half the width of a section, so that it holds together along the mesh's edges. */
  private static final double BAND = 4;

  /** Millimetres towards the middle of the face, from the chin (8) to the ear (0 and 16). */
  private static final double[] FRONT = {12, 34, 38, 38, 38, 38, 38, 38, 38};

  /** Millimetres away from it. */
  private static final double[] BACK = {14, 16, 20, 24, 28, 28, 26, 21, 17.5};

  private final IctLayout layout;
  private final double[] shape;
  private final MeshEdges edges;

  IctContours(IctLayout layout, double[] shape, MeshEdges edges) {
    this.layout = layout;
    this.shape = shape;
    this.edges = edges;
  }

  LandmarkScheme scheme(int[] landmarks) {
    int[][] contours = new int[LandmarkScheme.CONTOUR][];
    Arrays.setAll(contours, i -> contour(landmarks[i], i));
    return new LandmarkScheme(landmarks, contours);
  }

  /** The landmark's vertex and those of its section, the nearest first. */
  private int[] contour(int landmark, int i) {
    double angle = Math.PI * i / (LandmarkScheme.CONTOUR - 1);
    double[] outwards = {-Math.cos(angle), -Math.sin(angle), 0};
    double[] across = {-outwards[1], outwards[0], 0};
    double[] inwards = {-outwards[0], -outwards[1], 0.5};
    int fromChin = Math.abs(i - LandmarkScheme.CONTOUR / 2);
    double[] way =
        edges.distances(
            new int[] {landmark},
            v -> layout.isOuterSkin(v) && Math.abs(along(across, landmark, v)) <= BAND,
            Math.max(FRONT[fromChin], BACK[fromChin]));
    return java.util.stream.IntStream.range(0, way.length)
        .filter(v -> way[v] <= (along(inwards, landmark, v) > 0 ? FRONT[fromChin] : BACK[fromChin]))
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(v -> v == landmark ? -1 : way[v]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private double along(double[] direction, int from, int to) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += direction[k] * (shape[3 * to + k] - shape[3 * from + k]);
    }
    return sum;
  }
}
