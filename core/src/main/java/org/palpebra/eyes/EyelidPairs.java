package org.palpebra.eyes;

import org.jspecify.annotations.Nullable;

/**
 * The lid pairs among the iBUG-68 landmarks, 0-based; right and left are the subject's.
 *
 * <p>An eye's own frame is spanned by its corners: {@code e} runs from the first to the second
 * corner and the eye's vertical {@code n} is e turned by a quarter towards the chin (on a photo,
 * where y points down, {@code n = (−e_y, e_x)}).
 */
public enum EyelidPairs {
  RIGHT(36),
  LEFT(42);

  private static final int PAIRS = 2;

  private final int first;

  EyelidPairs(int first) {
    this.first = first;
  }

  /** The corner at the image's left on an upright photo: 36 or 42. */
  public int firstCorner() {
    return first;
  }

  /** The corner at the image's right on an upright photo: 39 or 45. */
  public int secondCorner() {
    return first + 3;
  }

  /** Number of pairs. */
  public int count() {
    return PAIRS;
  }

  /** Landmark on the upper lid, pair 0 or 1. */
  public int upper(int pair) {
    return first + 1 + pair;
  }

  /** The landmark on the lower lid that {@link #upper} meets when the eye closes. */
  public int lower(int pair) {
    return first + 5 - pair;
  }

  /**
   * The mean lid gap along the eye's vertical over the eye's width; negative where lids cross.
   * About 0.3 for an open eye, below 0.1 for a closed one; unlike a distance it does not change
   * with size and in-plane rotation.
   *
   * @param landmarks {@code float[136]} in pixels, y down, not modified
   */
  public float aspect(float[] landmarks) {
    Vertical n = vertical(landmarks);
    double gap = 0;
    for (int i = 0; i < PAIRS; i++) {
      gap += n.gap(landmarks, upper(i), lower(i));
    }
    return n.width() > 0 ? (float) (gap / PAIRS / n.width()) : 0;
  }

  /**
   * Moves the upper lid along the eye's vertical until both pairs have the same gap; nothing else
   * moves.
   *
   * @param landmarks {@code float[136]} in pixels, y down; not modified unless it is {@code out}
   * @param aspect the gap over the eye's width, finite; what {@link #aspect} then measures
   * @param out {@code float[136]} to fill, or null for a new array
   * @return {@code out}
   */
  public float[] withAspect(float[] landmarks, float aspect, float @Nullable [] out) {
    if (!Float.isFinite(aspect)) {
      throw new IllegalArgumentException("the gap over the width must be finite, got " + aspect);
    }
    Vertical n = vertical(landmarks);
    float[] result = copy(landmarks, out);
    for (int i = 0; i < PAIRS; i++) {
      n.move(result, upper(i), n.gap(landmarks, upper(i), lower(i)) - aspect * n.width());
    }
    return result;
  }

  /** The eye's vertical; the image's where both corners coincide. */
  Vertical vertical(float[] landmarks) {
    requireLandmarks(landmarks);
    double ex = landmarks[2 * secondCorner()] - landmarks[2 * firstCorner()];
    double ey = landmarks[2 * secondCorner() + 1] - landmarks[2 * firstCorner() + 1];
    double width = Math.hypot(ex, ey);
    return width > 0 ? new Vertical(-ey / width, ex / width, width) : new Vertical(0, 1, 0);
  }

  static void requireLandmarks(float[] landmarks) {
    if (landmarks.length != 136) {
      throw new IllegalArgumentException("68 landmarks need 136 numbers, got " + landmarks.length);
    }
  }

  static float[] copy(float[] landmarks, float @Nullable [] out) {
    requireLandmarks(landmarks);
    if (out == null) {
      return landmarks.clone();
    }
    requireLandmarks(out);
    System.arraycopy(landmarks, 0, out, 0, landmarks.length);
    return out;
  }

  /** Unit vector towards the chin, and the distance of the corners. */
  record Vertical(double x, double y, double width) {
    double gap(float[] landmarks, int upper, int lower) {
      return (landmarks[2 * lower] - landmarks[2 * upper]) * x
          + (landmarks[2 * lower + 1] - landmarks[2 * upper + 1]) * y;
    }

    /** Moves one landmark towards the chin. */
    void move(float[] landmarks, int index, double distance) {
      landmarks[2 * index] += (float) (distance * x);
      landmarks[2 * index + 1] += (float) (distance * y);
    }
  }
}
