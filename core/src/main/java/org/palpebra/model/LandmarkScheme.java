package org.palpebra.model;

/**
 * The iBUG-68 landmarks of a model.
 *
 * @param vertices vertex of each landmark, 68 long
 * @param contours for landmarks 0–16 the vertices along which the visible jaw line may slide, from
 *     the anatomical contour (at the ear) towards the front; {@code contours[i][0] == vertices[i]}.
 *     A model without them has rows of length 1. See {@link Landmarks}.
 */
public record LandmarkScheme(int[] vertices, int[][] contours) {
  public static final int COUNT = 68;
  public static final int CONTOUR = 17;

  public LandmarkScheme {
    if (vertices.length != COUNT || contours.length != CONTOUR) {
      throw new IllegalArgumentException(
          "expected %d landmarks and %d contour lines, got %d and %d"
              .formatted(COUNT, CONTOUR, vertices.length, contours.length));
    }
  }

  /** Landmarks that do not slide. */
  public static LandmarkScheme fixed(int[] vertices) {
    int[][] contours = new int[CONTOUR][];
    for (int i = 0; i < CONTOUR; i++) {
      contours[i] = new int[] {vertices[i]};
    }
    return new LandmarkScheme(vertices, contours);
  }
}
