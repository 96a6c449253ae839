package org.palpebra.model;

/**
 * Where each group of coefficients lies in a flat vector: identity, expression, albedo, rotation
 * (x, y, z; radians), SH lighting, translation (x, y, z; millimetres). The paper's 239 is {@code
 * (80, 64, 80, 9)}, Deep3DFaceRecon's 257 is {@code (80, 64, 80, 27)}.
 *
 * @param identity number of identity coefficients
 * @param expression number of expression coefficients
 * @param albedo number of albedo coefficients
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

  /** Index of the first identity coefficient. */
  public int identityOffset() {
    return 0;
  }

  /** Index of the first expression coefficient. */
  public int expressionOffset() {
    return identity;
  }

  /** Index of the first albedo coefficient. */
  public int albedoOffset() {
    return identity + expression;
  }

  /** Index of the first rotation coefficient. */
  public int rotationOffset() {
    return albedoOffset() + albedo;
  }

  /** Index of the first lighting coefficient. */
  public int lightingOffset() {
    return rotationOffset() + 3;
  }

  /** Index of the first translation coefficient. */
  public int translationOffset() {
    return lightingOffset() + lighting;
  }

  /** The length of the whole vector. */
  public int size() {
    return translationOffset() + 3;
  }
}
