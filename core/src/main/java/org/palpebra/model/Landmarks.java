package org.palpebra.model;

import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;

/**
 * The 68 landmarks of a posed face on its crop.
 *
 * <p>Landmarks 17–67 are fixed vertices. Annotators put the jaw line (0–16) on the visible outline,
 * so it slides: with e the unit vector from landmark 36 to 45 and d = e turned towards the chin,
 * landmark i takes the candidate of {@link LandmarkScheme#contours()}[i] that projects farthest in
 * the direction {@code −cos(πi/16)·e + sin(πi/16)·d}: outwards at the ears, down at the chin. The
 * first one wins a tie. Training selects with the same rule and treats the choice as constant.
 *
 * <p>Thread-safe.
 */
public final class Landmarks {
  private static final float[] OUTWARDS = new float[2 * LandmarkScheme.CONTOUR];

  static {
    for (int i = 0; i < LandmarkScheme.CONTOUR; i++) {
      double angle = Math.PI * i / (LandmarkScheme.CONTOUR - 1);
      OUTWARDS[2 * i] = (float) -Math.cos(angle);
      OUTWARDS[2 * i + 1] = (float) Math.sin(angle);
    }
  }

  private Landmarks() {}

  /**
   * The landmarks in crop pixels.
   *
   * @param posed {@code float[3·V]} after the head pose, millimetres, not modified
   * @return {@code float[136]}, x,y interleaved
   */
  public static float[] project(MorphableModel model, float[] posed, PerspectiveCamera camera) {
    return project(model, posed, camera, null, null);
  }

  /**
   * The landmarks in crop pixels.
   *
   * @param posed {@code float[3·V]} after the head pose, millimetres, not modified
   * @param vertices receives the 68 vertices that were taken, or null
   * @param out {@code float[136]} to fill, or null for a new array
   * @return {@code out}; NaN for landmarks that are not in front of the camera
   */
  public static float[] project(
      MorphableModel model,
      float[] posed,
      PerspectiveCamera camera,
      int @Nullable [] vertices,
      float @Nullable [] out) {
    if (posed.length != 3 * model.vertexCount()) {
      throw new IllegalArgumentException(
          "%s has %d vertices, got %d coordinates"
              .formatted(model.name(), model.vertexCount(), posed.length));
    }
    float[] points = out != null ? out : new float[2 * LandmarkScheme.COUNT];
    if (points.length != 2 * LandmarkScheme.COUNT) {
      throw new IllegalArgumentException(
          "expected room for %d numbers, got %d"
              .formatted(2 * LandmarkScheme.COUNT, points.length));
    }
    return project(model.landmarks(), posed, camera, vertices, points);
  }

  /** The same of any vertices that the scheme's numbers stand for. */
  static float[] project(
      LandmarkScheme scheme,
      float[] posed,
      PerspectiveCamera camera,
      int @Nullable [] vertices,
      float[] points) {
    for (int i = 0; i < LandmarkScheme.COUNT; i++) {
      put(posed, scheme.vertices()[i], camera, points, i);
      if (vertices != null) {
        vertices[i] = scheme.vertices()[i];
      }
    }
    slide(scheme, posed, camera, vertices, points);
    return points;
  }

  private static void slide(
      LandmarkScheme scheme,
      float[] posed,
      PerspectiveCamera camera,
      int @Nullable [] vertices,
      float[] points) {
    float ex = points[2 * 45] - points[2 * 36];
    float ey = points[2 * 45 + 1] - points[2 * 36 + 1];
    for (int i = 0; i < LandmarkScheme.CONTOUR; i++) {
      float dx = OUTWARDS[2 * i] * ex - OUTWARDS[2 * i + 1] * ey;
      float dy = OUTWARDS[2 * i] * ey + OUTWARDS[2 * i + 1] * ex;
      int best = outermost(scheme.contours()[i], posed, camera, dx, dy);
      put(posed, best, camera, points, i);
      if (vertices != null) {
        vertices[i] = best;
      }
    }
  }

  private static int outermost(
      int[] candidates, float[] posed, PerspectiveCamera camera, float dx, float dy) {
    int best = candidates[0];
    float farthest = Float.NEGATIVE_INFINITY;
    for (int vertex : candidates) {
      float depth = camera.distance() - posed[3 * vertex + 2];
      float reach = (dx * posed[3 * vertex] - dy * posed[3 * vertex + 1]) / depth;
      if (reach > farthest) {
        farthest = reach;
        best = vertex;
      }
    }
    return best;
  }

  private static void put(
      float[] posed, int vertex, PerspectiveCamera camera, float[] points, int landmark) {
    float scale = camera.pixelsPerMillimetre(camera.distance() - posed[3 * vertex + 2]);
    points[2 * landmark] = camera.centerX() + scale * posed[3 * vertex];
    points[2 * landmark + 1] = camera.centerY() - scale * posed[3 * vertex + 1];
  }
}
