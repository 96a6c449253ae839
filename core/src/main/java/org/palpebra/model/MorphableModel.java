package org.palpebra.model;

import java.util.Map;

/**
 * A 3D morphable face model: {@code S(α, β) = S̄ + B_id·α + B_exp·β}, {@code T(δ) = T̄ + B_alb·δ}.
 *
 * <p>Geometry in millimetres, right-handed, +X to the subject's left, +Y up, +Z out of the face.
 * Albedo is sRGB-encoded reflectance in [0, 1]. Immutable and thread-safe as long as nobody writes
 * to the arrays, which are shared.
 *
 * @param name short name, such as {@code palpebra-embedded}
 * @param topology triangles, texture coordinates, regions
 * @param meanShape {@code float[3·V]}, xyz interleaved, millimetres
 * @param identity shape basis, 3·V rows
 * @param expression expression basis, 3·V rows; columns carry ARKit names where the model has them
 * @param meanAlbedo {@code float[3·V]}, RGB interleaved
 * @param albedo albedo basis, 3·V rows
 * @param landmarks the 68 landmarks
 * @param leftLid lid margins of the subject's left eye
 * @param rightLid lid margins of the subject's right eye
 * @param licence SPDX id or a sentence
 * @param metadata free-form provenance (source, version, attribution)
 */
public record MorphableModel(
    String name,
    Topology topology,
    float[] meanShape,
    LinearBasis identity,
    LinearBasis expression,
    float[] meanAlbedo,
    LinearBasis albedo,
    LandmarkScheme landmarks,
    Lid leftLid,
    Lid rightLid,
    String licence,
    Map<String, String> metadata) {
  public MorphableModel {
    metadata = Map.copyOf(metadata);
    int rows = 3 * topology.vertexCount();
    requireRows("meanShape", meanShape.length, rows);
    requireRows("identity", identity.rows(), rows);
    requireRows("expression", expression.rows(), rows);
    requireRows("meanAlbedo", meanAlbedo.length, rows);
    requireRows("albedo", albedo.rows(), rows);
  }

  private static void requireRows(String what, int got, int expected) {
    if (got != expected) {
      throw new IllegalArgumentException(
          "%s has %d rows, the topology asks for %d".formatted(what, got, expected));
    }
  }

  public int vertexCount() {
    return topology.vertexCount();
  }

  /** The layout of this model's coefficients under that many SH coefficients. */
  public CoefficientLayout layout(int lighting) {
    return new CoefficientLayout(
        identity.columns(), expression.columns(), albedo.columns(), lighting);
  }
}
