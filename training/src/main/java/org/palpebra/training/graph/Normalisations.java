package org.palpebra.training.graph;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Norms, and normalisation by statistics of each sample; BatchNorm is in {@link NeuralOps}. */
public final class Normalisations {
  private Normalisations() {}

  /**
   * {@code √(Σ x²)} over the given axes (all when none is given); its derivative is 0 where the
   * norm is 0.
   */
  public static Tensor l2Norm(Tensor x, boolean keep, int... axes) {
    int[] all = axes.length == 0 ? IntStream.range(0, x.shape().rank()).toArray() : axes;
    Tensor norm = x.square().sumKeep(all).sqrt();
    x.graph().derive("L2Norm", List.of(x), List.of(norm), Normalisations::l2NormGradient);
    return keep ? norm : norm.reshapeTo(x.shape().without(all), false);
  }

  private static void l2NormGradient(BackwardStep s) {
    s.toInput(0, () -> s.gradient().mul(s.input(0).div(positive(s.output()))));
  }

  /** Not zero, so that 0 / 0 becomes 0. */
  private static Tensor positive(Tensor norm) {
    return norm.max(norm.graph().scalar(norm.type(), 1e-30));
  }

  /** Divides by the Euclidean norm along an axis; zero vectors stay. */
  public static Tensor l2Normalise(Tensor x, int axis) {
    return x.div(positive(l2Norm(x, true, axis)));
  }

  /** Divides by the sum of absolute values along an axis; zero vectors stay. */
  public static Tensor l1Normalise(Tensor x, int axis) {
    return x.div(positive(x.abs().sumKeep(axis)));
  }

  /** {@code (x − mean) / √(variance + epsilon)} over the given axes. */
  public static Tensor standardise(Tensor x, double epsilon, int... axes) {
    Tensor centred = x.sub(x.meanKeep(axes));
    return centred.div(centred.square().meanKeep(axes).add(epsilon).sqrt());
  }

  /**
   * Standardises over the last axes.
   *
   * @param axis the first of them
   * @param scale, shift broadcast to x
   */
  public static Tensor layerNorm(
      Tensor x, int axis, Tensor scale, @Nullable Tensor shift, double epsilon) {
    int[] axes = IntStream.range(x.shape().axis(axis), x.shape().rank()).toArray();
    Tensor scaled = standardise(x, epsilon, axes).mul(scale);
    return shift == null ? scaled : scaled.add(shift);
  }

  /**
   * Standardises each channel of each sample.
   *
   * @param x [N, C, …]
   * @param scale, shift [C]
   */
  public static Tensor instanceNorm(Tensor x, Tensor scale, Tensor shift, double epsilon) {
    Map<String, Object> attributes = Map.of("epsilon", epsilon);
    if (x.type() != ElementType.DOUBLE) {
      return x.graph()
          .node("InstanceNormalization", attributes, x.type(), x.shape(), x, scale, shift);
    }
    Tensor y =
        standardise(x, epsilon, imageAxes(x))
            .mul(NeuralOps.perChannel(scale, x))
            .add(NeuralOps.perChannel(shift, x));
    return x.graph().standsFor("InstanceNormalization", attributes, y, x, scale, shift);
  }

  static void instanceNormGradient(BackwardStep s) {
    Tensor x = s.input(0);
    Tensor dy = s.gradient();
    int[] image = imageAxes(x);
    double epsilon = s.node().real("epsilon", 1e-5);
    Tensor unit = standardise(x, epsilon, image);
    s.toInput(
        0,
        () -> {
          Tensor along = dy.sub(dy.meanKeep(image)).sub(unit.mul(dy.mul(unit).meanKeep(image)));
          Tensor variance = x.sub(x.meanKeep(image)).square().meanKeep(image);
          Tensor inverse = variance.add(epsilon).sqrt().reciprocal();
          return along.mul(inverse).mul(NeuralOps.perChannel(s.input(1), x));
        });
    s.toInput(1, () -> dy.mul(unit).sum(NeuralOps.restAxes(x.shape())));
    s.toInput(2, () -> dy.sum(NeuralOps.restAxes(x.shape())));
  }

  private static int[] imageAxes(Tensor x) {
    return IntStream.range(2, x.shape().rank()).toArray();
  }

  /**
   * Standardises groups of neighbouring channels of each sample.
   *
   * @param x [N, C, …]
   * @param scale, shift [C]
   * @param groups divides C
   */
  public static Tensor groupNorm(Tensor x, Tensor scale, Tensor shift, int groups, double epsilon) {
    Shape shape = x.shape();
    if (shape.get(1) % groups != 0) {
      throw new IllegalArgumentException(groups + " groups of " + shape.get(1) + " channels");
    }
    Shape grouped = Shape.of(shape.get(0), groups, shape.product(1, shape.rank()) / groups);
    return standardise(x.reshapeTo(grouped, true), epsilon, 2)
        .reshapeTo(shape, true)
        .mul(NeuralOps.perChannel(scale, x))
        .add(NeuralOps.perChannel(shift, x));
  }
}
