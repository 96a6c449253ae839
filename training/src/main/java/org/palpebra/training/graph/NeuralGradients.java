package org.palpebra.training.graph;

import java.util.Map;

/** Rules of convolution, pooling and normalisation. */
final class NeuralGradients {
  private NeuralGradients() {}

  static void register(Map<String, GradientRule> table) {
    table.put("Conv", NeuralGradients::conv);
    table.put("ConvTranspose", NeuralGradients::convTranspose);
    table.put("MaxPool", NeuralGradients::maxPool);
    table.put("AveragePool", NeuralGradients::averagePool);
    table.put("GlobalAveragePool", NeuralGradients::globalAveragePool);
    table.put("BatchNormalization", NeuralGradients::batchNorm);
    table.put("InstanceNormalization", Normalisations::instanceNormGradient);
  }

  private static void conv(BackwardStep s) {
    Window window = Window.of(s.node());
    Tensor x = s.input(0);
    Tensor weight = s.input(1);
    Tensor dy = s.gradient();
    s.toInput(0, () -> ConvolutionGradients.input(dy, weight, window, x.shape()));
    s.toInput(1, () -> ConvolutionGradients.weight(x, dy, window));
    if (s.inputCount() > 2) {
      s.toInput(2, () -> dy.sum(0, 2, 3));
    }
  }

  private static void convTranspose(BackwardStep s) {
    Window window = Window.of(s.node());
    Tensor dy = s.gradient();
    s.toInput(0, () -> NeuralOps.conv(dy, s.input(1), null, window));
    s.toInput(1, () -> ConvolutionGradients.weight(dy, s.input(0), window));
  }

  private static void maxPool(BackwardStep s) {
    BlockedNodes nodes = new BlockedNodes(s.input(0).graph());
    Window window = Window.of(s.node());
    s.toInput(
        0,
        () ->
            BlockedMaxPoolGradient.suits(nodes, s.input(0).shape(), s.output().shape(), window)
                ? BlockedMaxPoolGradient.of(nodes, s.input(0), s.output(), s.gradient(), window)
                : toWinners(s));
  }

  /** The positions that won are the operator's second output: flat indices into the input. */
  private static Tensor toWinners(BackwardStep s) {
    Shape shape = s.input(0).shape();
    Shape flat = Shape.of(s.output().shape().size());
    Tensor winners = s.output(1).reshapeTo(flat, false);
    Tensor updates = s.gradient().reshapeTo(flat, false);
    return IndexGradients.scatterAdd(Shape.of(shape.size()), 0, winners, updates)
        .reshapeTo(shape, false);
  }

  private static void averagePool(BackwardStep s) {
    Window window = Window.of(s.node());
    s.toInput(
        0,
        () -> {
          Shape shape = s.input(0).shape();
          int channels = shape.get(1);
          Tensor dy = s.gradient();
          Tensor kernel =
              dy.graph()
                  .constant(
                      dy.type(),
                      Shape.of(channels, 1, window.kernelHeight(), window.kernelWidth()),
                      1.0 / window.taps());
          return NeuralOps.convTranspose(
              dy, kernel, window.withGroups(channels), shape.get(2), shape.get(3));
        });
  }

  private static void globalAveragePool(BackwardStep s) {
    Shape shape = s.input(0).shape();
    double share = 1.0 / (shape.get(2) * shape.get(3));
    s.toInput(0, () -> s.gradient().mul(share).expand(shape));
  }

  /** Statistics are given; derivatives by scale and shift are sums over the batch. */
  private static void batchNorm(BackwardStep s) {
    Tensor x = s.input(0);
    Tensor scale = s.input(1);
    Tensor mean = s.input(3);
    Tensor variance = s.input(4);
    Tensor dy = s.gradient();
    int[] rest = NeuralOps.restAxes(x.shape());
    Tensor inverse = variance.add(s.node().real("epsilon", 1e-5)).sqrt().reciprocal();
    Tensor factor = scale.mul(inverse);
    s.toInput(0, () -> dy.mul(NeuralOps.perChannel(factor, x)));
    s.toInput(2, () -> dy.sum(rest));
    if (s.wants(1) || s.wants(3) || s.wants(4)) {
      Tensor sum = dy.sum(rest);
      Tensor centred = dy.mul(x).sum(rest).sub(mean.mul(sum));
      s.toInput(1, () -> centred.mul(inverse));
      s.toInput(3, () -> sum.mul(factor).neg());
      s.toInput(4, () -> centred.mul(factor).mul(inverse.square()).mul(-0.5));
    }
  }
}
