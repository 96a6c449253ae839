package org.palpebra.model;

/**
 * Where each group of coefficients lies in a flat vector: identity, expression, albedo, rotation
 * (x, y, z; radians), SH lighting, translation (x, y, z; millimetres). The paper's 239 is {@code
 * (80, 64, 80, 9)}, Deep3DFaceRecon's 257 is {@code (80, 64, 80, 27)}.
 *
 * @param lighting 9 (white light) or 27 (RGB, channel after channel)
 */
public record CoefficientLayout(int identity, int expression, int albedo, int lighting) {
  public CoefficientLayout {
    if (identity < 0 || expression < 0 || albedo < 0 || (lighting != 9 && lighting != 27)) {
      throw new IllegalArgumentException(
          "sizes must not be negative and lighting must be 9 or 27, got %d, %d, %d, %d"
              .formatted(identity, expression, albedo, lighting));
    }
  }

  public int identityOffset() {
    return 0;
  }

  public int expressionOffset() {
    return identity;
  }

  public int albedoOffset() {
    return identity + expression;
  }

  public int rotationOffset() {
    return albedoOffset() + albedo;
  }

  public int lightingOffset() {
    return rotationOffset() + 3;
  }

  public int translationOffset() {
    return lightingOffset() + lighting;
  }

  /** The length of the whole vector. */
  public int size() {
    return translationOffset() + 3;
  }
}
