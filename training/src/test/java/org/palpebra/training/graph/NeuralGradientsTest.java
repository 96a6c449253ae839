package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NeuralGradientsTest {

  @Provide
  Arbitrary<Span> spans() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 2))
        .as(Span::new);
  }

  @Property(tries = 25, seed = "20261124")
  void convolutionAgreesWithDifferences(
      @ForAll("spans") Span vertical,
      @ForAll("spans") Span horizontal,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll boolean biased,
      @ForAll long seed) {
    Window window = new Window(vertical, horizontal, groups);
    int height = vertical.reach() + Math.floorMod((int) seed, 2);
    int width = horizontal.reach() + 1;
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, 2, 2 * groups, height, width)
        .operand(0, 1, true, groups, 2, vertical.kernel(), horizontal.kernel())
        .operand(0, 1, true, groups)
        .check(x -> NeuralOps.conv(x.get(0), x.get(1), biased ? x.get(2) : null, window));
  }

  @Property(tries = 25, seed = "20261124")
  void transposedConvolutionAgreesWithDifferences(
      @ForAll("spans") Span vertical,
      @ForAll("spans") Span horizontal,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll long seed) {
    Window window = new Window(vertical, horizontal, groups);
    int height = vertical.reach() + 2;
    int width = horizontal.reach() + 1;
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, 1, groups * 2, window.outputHeight(height), window.outputWidth(width))
        .operand(0, 1, true, groups * 2, 2, vertical.kernel(), horizontal.kernel())
        .check(x -> NeuralOps.convTranspose(x.get(0), x.get(1), window, height, width));
  }

  /** The derivatives above are of the double forms; these are what single precision computes. */
  @Property(tries = 25, seed = "20261124")
  void singlePrecisionComputesTheSame(
      @ForAll("spans") Span vertical,
      @ForAll("spans") Span horizontal,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll long seed) {
    Window window = new Window(vertical, horizontal, groups);
    int height = vertical.reach() + 1;
    int width = horizontal.reach() + 2;
    PrecisionCheck check =
        new PrecisionCheck(seed)
            .operand(2, 2 * groups, height, width)
            .operand(2 * groups, 2, vertical.kernel(), horizontal.kernel());
    check.derivatives(x -> NeuralOps.conv(x.get(0), x.get(1), null, window));
    new PrecisionCheck(seed)
        .operand(2, 2 * groups, window.outputHeight(height), window.outputWidth(width))
        .operand(2 * groups, 1, vertical.kernel(), horizontal.kernel())
        .derivatives(x -> NeuralOps.convTranspose(x.get(0), x.get(1), window, height, width));
  }

  /** Through all operators that the derivatives themselves are made of. */
  @Property(tries = 6, seed = "20261124")
  void secondDerivativesAgreeWithDifferences(
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll long seed) {
    Window window = Window.square(3, stride, 1).withGroups(groups);
    Function<List<Tensor>, Tensor> gradients =
        x -> {
          Tensor y = NeuralOps.conv(x.get(0), x.get(1), null, window);
          List<Tensor> parts = Gradients.of(y.pow(3).sum(), x);
          return Tensor.concat(0, List.of(parts.get(0).reshape(-1), parts.get(1).reshape(-1)));
        };
    DerivativeCheck.inDouble(seed)
        .operand(0.1, 0.5, true, 1, 2 * groups, 4, 3)
        .operand(0.1, 0.5, true, groups, 2, 3, 3)
        .check(gradients);
    new PrecisionCheck(seed)
        .operand(1, 2 * groups, 4, 3)
        .operand(groups, 2, 3, 3)
        .derivatives(gradients);
  }

  /** Shapes for which the other forms of the weight gradient are chosen. */
  @Test
  void singlePrecisionComputesTheSameOnLargerImages() {
    for (int extent : new int[] {9, 21}) {
      for (int kernel : new int[] {1, 3}) {
        Window window = Window.square(kernel, 1, kernel / 2);
        new PrecisionCheck(extent)
            .operand(2, 3, extent, extent)
            .operand(2, 3, kernel, kernel)
            .derivatives(x -> NeuralOps.conv(x.get(0), x.get(1), null, window));
      }
    }
  }

  @Property(tries = 4, seed = "20261124")
  void allFormsOfTheWeightGradientAreTheSame(
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(min = 1, max = 4) int outputs) {
    Window window = Window.square(kernel, stride, kernel / 2);
    int extent = 7;
    int result = window.outputHeight(extent);
    Graph graph = new Graph();
    Tensor x = graph.input("x", 3, channels, extent, extent);
    Tensor dy = graph.input("dy", 3, outputs, result, result);
    graph.output("joined", ConvolutionGradients.joined(x, dy, window));
    graph.output("perTap", ConvolutionGradients.perTap(x, dy, window));
    graph.output("perTapAndSample", ConvolutionGradients.perTapAndSample(x, dy, window));
    graph.output("perSample", ConvolutionGradients.perSample(x, dy, window));
    Random random = new Random(1);
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, double[]> results =
          Doubles.run(
              session,
              graph,
              Map.of(
                  "x", random.doubles(x.shape().size(), -1, 1).toArray(),
                  "dy", random.doubles(dy.shape().size(), -1, 1).toArray()));
      results.values().forEach(r -> assertArrayEquals(results.get("joined"), r, 1e-5));
    }
  }

  @Test
  void depthwiseConvolutionAgreesWithDifferences() {
    DerivativeCheck.inDouble(2)
        .operand(0, 1, true, 2, 3, 4, 5)
        .operand(0, 1, true, 3, 1, 3, 3)
        .check(x -> NeuralOps.conv(x.get(0), x.get(1), null, Window.square(3, 1, 1).withGroups(3)));
  }

  @Property(tries = 15, seed = "20261124")
  void poolingAgreesWithDifferences(
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int before,
      @ForAll @IntRange(min = 0, max = 2) int after,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll long seed) {
    int front = Math.min(before, kernel - 1);
    int behind = Math.min(after, kernel - 1);
    Span span = new Span(kernel, stride, front, behind, 1);
    Span wide = new Span(kernel, stride, front, behind, dilation);
    Span plain = new Span(2, 1, 0, 1, 1);
    DerivativeCheck.inDouble(seed)
        .distinct(0.01, 2, 2, 6, 5)
        .check(x -> NeuralOps.maxPool(x.get(0), new Window(wide, plain, 1)));
    Window window = new Window(span, plain, 1);
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, 2, 2, 5, 4)
        .check(x -> NeuralOps.averagePool(x.get(0), window));
    new PrecisionCheck(seed)
        .operand(2, 2, 5, 4)
        .derivatives(x -> NeuralOps.averagePool(x.get(0), window));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, 2, 3, kernel, stride)
        .check(x -> NeuralOps.globalAveragePool(x.get(0)));
    new PrecisionCheck(seed)
        .operand(2, 3, kernel, stride)
        .derivatives(x -> NeuralOps.globalAveragePool(x.get(0)));
  }

  @Property(tries = 4, seed = "20261124")
  void trainingBatchNormAgreesWithDifferences(
      @ForAll @IntRange(min = 2, max = 4) int samples,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 3) int extent,
      @ForAll long seed) {
    DerivativeCheck.inDouble(seed)
        .distinct(0.3, samples, channels, extent, 2)
        .operand(0.5, 1.5, true, channels)
        .operand(0, 1, true, channels)
        .check(x -> NeuralOps.batchNormTraining(x.get(0), x.get(1), x.get(2), 1e-3).y());
  }

  @Test
  void inferenceBatchNormAgreesWithDifferences() {
    DerivativeCheck.inDouble(7)
        .operand(0, 1, true, 2, 3, 2, 2)
        .operand(0.5, 1.5, true, 3)
        .operand(0, 1, true, 3)
        .operand(0, 1, true, 3)
        .operand(0.5, 2, false, 3)
        .check(x -> NeuralOps.batchNorm(x.get(0), x.get(1), x.get(2), x.get(3), x.get(4), 1e-3));
  }
}
