package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NeuralGradientsTest {

  @Property(tries = 12, seed = "20261124")
  void convolutionAgreesWithDifferences(
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(min = 0, max = 1) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll long seed) {
    Window window = new Window(kernel, kernel, stride, padding, dilation, groups);
    int extent = 5 + Math.floorMod((int) seed, 2);
    DerivativeCheck.linearInFloat(seed)
        .operand(0, 1, true, 2, 2 * groups, extent, 5)
        .operand(0, 1, true, groups, 2, kernel, kernel)
        .operand(0, 1, true, groups)
        .check(x -> NeuralOps.conv(x.get(0), x.get(1), x.get(2), window));
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
    DerivativeCheck.linearInFloat(2)
        .operand(0, 1, true, 2, 3, 4, 5)
        .operand(0, 1, true, 3, 1, 3, 3)
        .check(x -> NeuralOps.conv(x.get(0), x.get(1), null, Window.square(3, 1, 1).withGroups(3)));
  }

  @Test
  void transposedConvolutionAgreesWithDifferences() {
    DerivativeCheck.linearInFloat(3)
        .operand(0, 1, true, 2, 2, 3, 3)
        .operand(0, 1, true, 2, 3, 3, 3)
        .check(x -> NeuralOps.convTranspose(x.get(0), x.get(1), Window.square(3, 2, 1), 6, 5));
  }

  @Test
  void poolingAgreesWithDifferences() {
    Window overlapping = Window.square(3, 2, 1);
    DerivativeCheck.inDouble(4)
        .distinct(0.01, 2, 2, 5, 5)
        .check(x -> NeuralOps.maxPool(x.get(0), overlapping));
    DerivativeCheck.linearInFloat(5)
        .operand(0, 1, true, 2, 2, 5, 4)
        .check(x -> NeuralOps.averagePool(x.get(0), overlapping));
    DerivativeCheck.linearInFloat(6)
        .operand(0, 1, true, 2, 3, 3, 2)
        .check(x -> NeuralOps.globalAveragePool(x.get(0)));
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
