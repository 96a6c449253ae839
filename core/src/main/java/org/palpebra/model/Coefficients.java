package org.palpebra.model;

import java.util.Arrays;

/**
 * A coefficient vector with its layout.
 *
 * @param values stored by reference, length {@link CoefficientLayout#size()}; the accessors copy
 */
public record Coefficients(CoefficientLayout layout, float[] values) {
  public Coefficients {
    if (values.length != layout.size()) {
      throw new IllegalArgumentException(
          "layout %s has %d coefficients, got %d".formatted(layout, layout.size(), values.length));
    }
  }

  /** The identity α in units of the basis, a copy. */
  public float[] identity() {
    return group(layout.identityOffset(), layout.identity());
  }

  /** The expression β, 0 to 1 where the basis is of blendshapes; a copy. */
  public float[] expression() {
    return group(layout.expressionOffset(), layout.expression());
  }

  /** The albedo δ in units of the basis, a copy. */
  public float[] albedo() {
    return group(layout.albedoOffset(), layout.albedo());
  }

  /** Rotation about x, y, z in radians; {@code R = Rz·Ry·Rx}. */
  public float[] rotation() {
    return group(layout.rotationOffset(), 3);
  }

  /** 9 or 27 spherical-harmonics coefficients. */
  public float[] lighting() {
    return group(layout.lightingOffset(), layout.lighting());
  }

  /** Translation in millimetres. */
  public float[] translation() {
    return group(layout.translationOffset(), 3);
  }

  /** A copy with other expression coefficients. */
  public Coefficients withExpression(float[] expression) {
    if (expression.length != layout.expression()) {
      throw new IllegalArgumentException(
          "expected %d expression coefficients, got %d"
              .formatted(layout.expression(), expression.length));
    }
    float[] copy = values.clone();
    System.arraycopy(expression, 0, copy, layout.expressionOffset(), expression.length);
    return new Coefficients(layout, copy);
  }

  private float[] group(int offset, int length) {
    return Arrays.copyOfRange(values, offset, offset + length);
  }
}
