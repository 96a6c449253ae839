package org.palpebra.model.io;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.palpebra.model.LandmarkScheme;

/**
 * Landmarks that are given as a triangle and barycentric coordinates, moved to the triangle's
 * nearest corner.
 */
final class FlameLandmarks {
  private static final String FACES = "full_lmk_faces_idx";
  private static final String COORDINATES = "full_lmk_bary_coords";
  private static final String SLIDING_FACES = "dynamic_lmk_faces_idx";
  private static final String SLIDING_COORDINATES = "dynamic_lmk_bary_coords";

  static final Set<String> FIELDS = Set.of(FACES, COORDINATES, SLIDING_FACES, SLIDING_COORDINATES);

  private final NpzFields fields;
  private final int[] triangles;
  private final float[] shape;
  private double farthest;

  FlameLandmarks(NpzFields fields, int[] triangles, float[] shape) {
    this.fields = fields;
    this.triangles = triangles;
    this.shape = shape;
  }

  /** The 68 landmarks; the jaw line slides if the file has lines for turned heads. */
  LandmarkScheme scheme() {
    int[] vertices = vertices(FACES, COORDINATES, LandmarkScheme.COUNT);
    if (!fields.contains(SLIDING_FACES)) {
      return LandmarkScheme.fixed(vertices);
    }
    int[] sliding = vertices(SLIDING_FACES, SLIDING_COORDINATES, LandmarkScheme.CONTOUR);
    int[][] contours = new int[LandmarkScheme.CONTOUR][];
    for (int i = 0; i < contours.length; i++) {
      Set<Integer> line = new LinkedHashSet<>();
      line.add(vertices[i]);
      for (int at = i; at < sliding.length; at += LandmarkScheme.CONTOUR) {
        line.add(sliding[at]);
      }
      contours[i] = line.stream().mapToInt(v -> v).toArray();
    }
    return new LandmarkScheme(vertices, contours);
  }

  /** The farthest that a landmark was moved, millimetres. */
  double farthest() {
    return farthest;
  }

  private int[] vertices(String facesField, String coordinatesField, int perRow) {
    long[] extents = fields.shape(facesField);
    if (extents.length == 0 || extents.length > 2 || extents[extents.length - 1] != perRow) {
      throw fields.bad(
          facesField,
          "has shape " + Arrays.toString(extents),
          "give %d triangles in each row".formatted(perRow));
    }
    int[] faces = fields.indices(facesField, triangles.length / 3, extents);
    long[] deeper = Arrays.copyOf(extents, extents.length + 1);
    deeper[extents.length] = 3;
    float[] coordinates = fields.floats(coordinatesField, 1, deeper);
    if (faces.length == 0) {
      throw fields.bad(facesField, "is empty", "give at least one row");
    }
    int[] vertices = new int[faces.length];
    for (int i = 0; i < faces.length; i++) {
      vertices[i] = nearestCorner(3 * faces[i], coordinates, 3 * i);
    }
    return vertices;
  }

  private int nearestCorner(int face, float[] coordinates, int at) {
    double[] point = new double[3];
    for (int corner = 0; corner < 3; corner++) {
      for (int k = 0; k < 3; k++) {
        point[k] += coordinates[at + corner] * shape[3 * triangles[face + corner] + k];
      }
    }
    int best = triangles[face];
    double least = Double.POSITIVE_INFINITY;
    for (int corner = 0; corner < 3; corner++) {
      int v = triangles[face + corner];
      double distance =
          Math.hypot(
              Math.hypot(shape[3 * v] - point[0], shape[3 * v + 1] - point[1]),
              shape[3 * v + 2] - point[2]);
      if (distance < least) {
        least = distance;
        best = v;
      }
    }
    farthest = Math.max(farthest, least);
    return best;
  }
}
