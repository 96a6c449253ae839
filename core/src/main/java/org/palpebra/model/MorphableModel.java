package org.palpebra.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;
import org.palpebra.internal.Combinations;
import org.palpebra.parallel.Workers;

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
    requireVertices("landmarks", landmarks.vertices(), topology);
    for (int[] contour : landmarks.contours()) {
      requireVertices("landmark contours", contour, topology);
    }
    requireLid("leftLid", leftLid, topology, expression);
    requireLid("rightLid", rightLid, topology, expression);
  }

  private static void requireRows(String what, int got, int expected) {
    if (got != expected) {
      throw new IllegalArgumentException(
          "%s has %d rows, the topology asks for %d".formatted(what, got, expected));
    }
  }

  /** The same model with other landmarks. */
  public MorphableModel withLandmarks(LandmarkScheme other) {
    return copy(meanShape, expression, other, leftLid, rightLid, metadata);
  }

  /** The same model with other provenance. */
  public MorphableModel withMetadata(Map<String, String> other) {
    return copy(meanShape, expression, landmarks, leftLid, rightLid, other);
  }

  /** The same model with other expressions of the same names. */
  public MorphableModel withExpression(LinearBasis other) {
    if (!other.names().equals(expression.names())) {
      throw new IllegalArgumentException(
          "%s has %d expressions, got others".formatted(name, expression.columns()));
    }
    return copy(meanShape, other, landmarks, leftLid, rightLid, metadata);
  }

  /** The same face elsewhere: moved by that many millimetres, its eyeballs with it. */
  public MorphableModel moved(float x, float y, float z) {
    float[] by = {x, y, z};
    return copy(
        plus(meanShape, by),
        expression,
        landmarks,
        moved(leftLid, by),
        moved(rightLid, by),
        metadata);
  }

  private MorphableModel copy(
      float[] otherMean,
      LinearBasis otherExpression,
      LandmarkScheme otherLandmarks,
      Lid otherLeft,
      Lid otherRight,
      Map<String, String> otherMetadata) {
    return new MorphableModel(
        name,
        topology,
        otherMean,
        identity,
        otherExpression,
        meanAlbedo,
        albedo,
        otherLandmarks,
        otherLeft,
        otherRight,
        licence,
        otherMetadata);
  }

  private static Lid moved(Lid lid, float[] by) {
    return new Lid(
        lid.upper(),
        lid.lower(),
        lid.blinkExpression(),
        plus(lid.eyeballCenter(), by),
        lid.eyeballRadius());
  }

  private static float[] plus(float[] positions, float[] by) {
    float[] out = positions.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += by[i % 3];
    }
    return out;
  }

  /** The number V of vertices. */
  public int vertexCount() {
    return topology.vertexCount();
  }

  /** The layout of this model's coefficients under that many SH coefficients. */
  public CoefficientLayout layout(int lighting) {
    return new CoefficientLayout(
        identity.columns(), expression.columns(), albedo.columns(), lighting);
  }

  /**
   * The unposed face {@code S̄ + B_id·α + B_exp·β}.
   *
   * @param out {@code float[3·V]} to fill, or null for a new one
   * @return xyz interleaved, millimetres, model frame
   */
  public float[] shape(Coefficients c, float @Nullable [] out) {
    return shapes(c.values(), 1, c.layout(), out);
  }

  /**
   * The unposed face of that identity with no expression, {@code S̄ + B_id·α}.
   *
   * @param out {@code float[3·V]} to fill, or null for a new one
   * @return xyz interleaved, millimetres, model frame
   */
  public float[] neutral(Coefficients c, float @Nullable [] out) {
    requireLayout(c.values(), 1, c.layout());
    float[] result = Buffers.orNew(out, meanShape.length);
    System.arraycopy(meanShape, 0, result, 0, meanShape.length);
    Combinations weights =
        new Combinations(c.values(), c.layout().identityOffset(), c.layout().size(), 1);
    identity.add(weights, result, 0, result.length);
    return result;
  }

  /**
   * The face's reflectance {@code T̄ + B_alb·δ}, not clamped to [0, 1].
   *
   * @param out {@code float[3·V]} to fill, or null for a new one
   * @return RGB interleaved, sRGB-encoded
   */
  public float[] albedo(Coefficients c, float @Nullable [] out) {
    return albedos(c.values(), 1, c.layout(), out);
  }

  /**
   * As {@link #shape} for several faces at once, reading the bases once.
   *
   * @param coefficients {@code float[count·layout.size()]}, face after face, not modified
   * @param out {@code float[count·3·V]} to fill, or null for a new one
   * @return face after face, xyz interleaved, millimetres; equal to the bit to {@link #shape}
   */
  public float[] shapes(
      float[] coefficients, int count, CoefficientLayout layout, float @Nullable [] out) {
    return assembly().shapes(coefficients, count, layout, out);
  }

  /**
   * As {@link #albedo} for several faces at once, reading the basis once.
   *
   * @param coefficients {@code float[count·layout.size()]}, face after face, not modified
   * @param out {@code float[count·3·V]} to fill, or null for a new one
   * @return face after face, RGB interleaved; equal to the bit to {@link #albedo}
   */
  public float[] albedos(
      float[] coefficients, int count, CoefficientLayout layout, float @Nullable [] out) {
    return assembly().albedos(coefficients, count, layout, out);
  }

  private Assembly assembly() {
    return Assembly.of(this, Workers.CALLER);
  }

  void requireLayout(float[] coefficients, int count, CoefficientLayout layout) {
    if (layout.identity() != identity.columns()
        || layout.expression() != expression.columns()
        || layout.albedo() != albedo.columns()) {
      throw new IllegalArgumentException(
          "%s has %d identity, %d expression and %d albedo coefficients, got %s"
              .formatted(name, identity.columns(), expression.columns(), albedo.columns(), layout));
    }
    Buffers.requireLength(
        count + " coefficient vectors", coefficients.length, count * layout.size());
  }

  private static void requireLid(String what, Lid lid, Topology topology, LinearBasis expression) {
    requireVertices(what + ".upper", lid.upper(), topology);
    requireVertices(what + ".lower", lid.lower(), topology);
    if (lid.blinkExpression() < -1 || lid.blinkExpression() >= expression.columns()) {
      throw new IllegalArgumentException(
          "%s.blinkExpression is %d, the model has %d expressions"
              .formatted(what, lid.blinkExpression(), expression.columns()));
    }
  }

  private static void requireVertices(String what, int[] vertices, Topology topology) {
    for (int v : vertices) {
      if (v < 0 || v >= topology.vertexCount()) {
        throw new IllegalArgumentException(
            "%s has vertex %d outside 0..%d".formatted(what, v, topology.vertexCount() - 1));
      }
    }
  }
}
