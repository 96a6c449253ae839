package org.palpebra.geometry;

import org.palpebra.internal.Buffers;

/**
 * An axis-aligned box in image pixels (origin at the top-left corner of the top-left pixel, y
 * down).
 *
 * @param x of the left edge
 * @param y of the upper edge
 * @param width to the right
 * @param height downwards
 */
public record Box(float x, float y, float width, float height) {
  /**
   * The smallest box that holds points.
   *
   * @param points {@code x0,y0,x1,y1…}, at least one, not modified
   */
  public static Box around(float[] points) {
    if (Buffers.tuples("points", points, 2) == 0) {
      throw new IllegalArgumentException("a box needs at least one point, got none");
    }
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]);
      right = Math.max(right, points[i]);
      top = Math.min(top, points[i + 1]);
      bottom = Math.max(bottom, points[i + 1]);
    }
    return new Box(left, top, right - left, bottom - top);
  }

  /** The middle, in pixels from the left. */
  public float centerX() {
    return x + width / 2;
  }

  /** The middle, in pixels from the top. */
  public float centerY() {
    return y + height / 2;
  }
}
