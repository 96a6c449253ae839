package org.palpebra.model;

import java.util.Arrays;

/**
 * The iBUG-68 landmarks of a model.
 *
 * @param vertices vertex of each landmark, 68 long
 * @param contours for landmarks 0–16 the vertices along which the visible jaw line may slide, from
 *     the anatomical contour (at the ear) towards the front; {@code contours[i][0] == vertices[i]}.
 *     A model without them has rows of length 1. See {@link Landmarks}.
 */
public record LandmarkScheme(int[] vertices, int[][] contours) {
  /** Number of landmarks. */
  public static final int COUNT = 68;

  /** Number of landmarks on the jaw line, the first ones. */
  public static final int CONTOUR = 17;

  /** The landmark on the other side, for each. */
  private static final int[] MIRRORED = mirroredLandmarks();

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

  /**
   * The landmarks of the mirrored photo.
   *
   * @param landmarks {@code float[136]}, not modified
   * @param width of the photo in the landmarks' unit
   */
  public static float[] mirrored(float[] landmarks, double width) {
    float[] mirrored = new float[landmarks.length];
    for (int i = 0; i < COUNT; i++) {
      mirrored[2 * MIRRORED[i]] = (float) (width - landmarks[2 * i]);
      mirrored[2 * MIRRORED[i] + 1] = landmarks[2 * i + 1];
    }
    return mirrored;
  }

  private static int[] mirroredLandmarks() {
    int[][] runs = {
      {16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
      {26, 25, 24, 23, 22, 21, 20, 19, 18, 17},
      {27, 28, 29, 30, 35, 34, 33, 32, 31},
      {45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40},
      {54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55},
      {64, 63, 62, 61, 60, 67, 66, 65}
    };
    return Arrays.stream(runs).flatMapToInt(Arrays::stream).toArray();
  }
}
