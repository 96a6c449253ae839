package org.palpebra.model;

import org.jspecify.annotations.Nullable;
import org.palpebra.internal.BasisKernel;
import org.palpebra.internal.Buffers;
import org.palpebra.internal.Combinations;
import org.palpebra.parallel.Workers;

/**
 * Assembles a model's faces on one or several threads, from its own bases or from 16-bit copies of
 * them.
 *
 * <p>Immutable and thread-safe.
 */
public final class Assembly {
  private final MorphableModel model;
  private final Columns identity;
  private final Columns expression;
  private final Columns albedo;
  private final Workers workers;

  /** Adds combinations of basis columns to rows {@code from} to {@code to}. */
  private interface Columns {
    void add(Combinations weights, float[] out, int from, int to);
  }

  private Assembly(
      MorphableModel model, Columns identity, Columns expression, Columns albedo, Workers workers) {
    this.model = model;
    this.identity = identity;
    this.expression = expression;
    this.albedo = albedo;
    this.workers = workers;
  }

  /** From the model's own bases: what {@link MorphableModel#shape} does, on several threads. */
  public static Assembly of(MorphableModel model, Workers workers) {
    return new Assembly(
        model, model.identity()::add, model.expression()::add, model.albedo()::add, workers);
  }

  /**
   * From 16-bit copies of the bases, for those who assemble many faces: about twice as fast where
   * the bases do not fit into a cache and Java has the Vector API ({@code --add-modules
   * jdk.incubator.vector}); in plain loops on Java 17, whose compiler does not vectorise the
   * conversion, several times as slow as floats. The copies (2 bytes for each number) come on top
   * of the model's own bases. Each column is rounded to 1/32767 of its largest number; {@link
   * Rounding} bounds what that does to a face.
   */
  public static Assembly compact(MorphableModel model, Workers workers) {
    return new Assembly(
        model,
        CompactBasis.of(model.identity())::add,
        CompactBasis.of(model.expression())::add,
        CompactBasis.of(model.albedo())::add,
        workers);
  }

  /** The model whose faces these are. */
  public MorphableModel model() {
    return model;
  }

  /** As {@link MorphableModel#shape}. */
  public float[] shape(Coefficients c, float @Nullable [] out) {
    return shapes(c.values(), 1, c.layout(), out);
  }

  /** As {@link MorphableModel#albedo}. */
  public float[] albedo(Coefficients c, float @Nullable [] out) {
    return albedos(c.values(), 1, c.layout(), out);
  }

  /** As {@link MorphableModel#shapes}; equal to the bit to {@link #shape}. */
  public float[] shapes(
      float[] coefficients, int count, CoefficientLayout layout, float @Nullable [] out) {
    float[] result = prepare(coefficients, count, layout, out);
    workers.run(
        3 * model.vertexCount(),
        BasisKernel.GRAIN,
        (from, to) -> addShapes(coefficients, count, layout, result, from, to));
    return result;
  }

  /** As {@link MorphableModel#albedos}; equal to the bit to {@link #albedo}. */
  public float[] albedos(
      float[] coefficients, int count, CoefficientLayout layout, float @Nullable [] out) {
    float[] result = prepare(coefficients, count, layout, out);
    workers.run(
        3 * model.vertexCount(),
        BasisKernel.GRAIN,
        (from, to) -> addAlbedos(coefficients, count, layout, result, from, to));
    return result;
  }

  /**
   * As {@link #shape}, some vertices only, on the calling thread.
   *
   * @param from the first vertex
   * @param to the one after the last
   * @param out {@code float[3·V]}, of which the others stay as they are
   */
  public void shape(Coefficients c, int from, int to, float[] out) {
    prepare(c.values(), 1, c.layout(), out);
    addShapes(c.values(), 1, c.layout(), out, 3 * from, 3 * to);
  }

  /**
   * As {@link #albedo}, some vertices only, on the calling thread.
   *
   * @param from the first vertex
   * @param to the one after the last
   * @param out {@code float[3·V]}, of which the others stay as they are
   */
  public void albedo(Coefficients c, int from, int to, float[] out) {
    prepare(c.values(), 1, c.layout(), out);
    addAlbedos(c.values(), 1, c.layout(), out, 3 * from, 3 * to);
  }

  private float[] prepare(
      float[] coefficients, int count, CoefficientLayout layout, float @Nullable [] out) {
    model.requireLayout(coefficients, count, layout);
    return Buffers.orNew(out, Math.multiplyExact(count, 3 * model.vertexCount()));
  }

  private void addShapes(
      float[] coefficients, int count, CoefficientLayout layout, float[] out, int from, int to) {
    copyMean(model.meanShape(), count, out, from, to);
    int size = layout.size();
    identity.add(
        new Combinations(coefficients, layout.identityOffset(), size, count), out, from, to);
    expression.add(
        new Combinations(coefficients, layout.expressionOffset(), size, count), out, from, to);
  }

  private void addAlbedos(
      float[] coefficients, int count, CoefficientLayout layout, float[] out, int from, int to) {
    copyMean(model.meanAlbedo(), count, out, from, to);
    albedo.add(
        new Combinations(coefficients, layout.albedoOffset(), layout.size(), count), out, from, to);
  }

  private static void copyMean(float[] mean, int count, float[] out, int from, int to) {
    for (int f = 0; f < count; f++) {
      System.arraycopy(mean, from, out, f * mean.length + from, to - from);
    }
  }
}
