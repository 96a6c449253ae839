package org.palpebra.geometry;

/**
 * An axis-aligned box in image pixels (origin at the top-left corner of the top-left pixel, y
 * down).
 */
public record Box(float x, float y, float width, float height) {
  public float centerX() {
    return x + width / 2;
  }

  public float centerY() {
    return y + height / 2;
  }
}
