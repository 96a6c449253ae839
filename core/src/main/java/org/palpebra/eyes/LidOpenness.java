package org.palpebra.eyes;

import org.palpebra.model.Lid;

/**
 * How open an eye of a face is: the mean 3D gap of its lid pairs over the mean gap on the same
 * identity's neutral face. 0 is closed, 1 as open as neutral, above 1 wide. It depends on no
 * camera, and on the head's pose only if the two shapes are posed differently.
 *
 * <p>Thread-safe.
 */
public final class LidOpenness {
  /** An eye at or below this openness counts as closed. */
  public static final float CLOSED = 0.2f;

  /** An eye at or above this openness counts as open; between the two it is neither. */
  public static final float OPEN = 0.5f;

  private LidOpenness() {}

  /**
   * The mean distance of the paired lid vertices in millimetres.
   *
   * @param shape {@code float[3·V]} in millimetres, not modified
   */
  public static float gap(Lid lid, float[] shape) {
    double sum = 0;
    for (int i = 0; i < lid.upper().length; i++) {
      sum += distance(shape, 3 * lid.upper()[i], 3 * lid.lower()[i]);
    }
    return (float) (sum / lid.upper().length);
  }

  /**
   * The gap in {@code shape} over the gap in {@code neutral}.
   *
   * @param shape {@code float[3·V]} in millimetres, not modified
   * @param neutral the same identity without expression, not modified
   * @return ≥ 0; 0 where the neutral gap is 0
   */
  public static float of(Lid lid, float[] shape, float[] neutral) {
    if (shape.length != neutral.length) {
      throw new IllegalArgumentException(
          "shapes of one model needed, got %d and %d numbers"
              .formatted(shape.length, neutral.length));
    }
    float rest = gap(lid, neutral);
    return rest > 0 ? gap(lid, shape) / rest : 0;
  }

  private static double distance(float[] shape, int u, int l) {
    double x = shape[u] - shape[l];
    double y = shape[u + 1] - shape[l + 1];
    double z = shape[u + 2] - shape[l + 2];
    return Math.sqrt(x * x + y * y + z * z);
  }
}
