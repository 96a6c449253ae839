package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The two derivatives of a convolution, from operators that the runtime is fast at. */
final class ConvolutionGradients {
  private ConvolutionGradients() {}

  /**
   * Derivative by the input.
   *
   * @param dy [N, O, H', W']
   * @param weight [O, C / groups, kernel height, kernel width]
   * @param input [N, C, H, W]
   */
  static Tensor input(Tensor dy, Tensor weight, Window window, Shape input) {
    boolean flips =
        window.stride() == 1
            && window.groups() == 1
            && window.kernelHeight() == window.kernelWidth()
            && window.dilation() * (window.kernelHeight() - 1) >= window.padding();
    if (!flips) {
      return NeuralOps.convTranspose(dy, weight, window, input.get(2), input.get(3));
    }
    int kernel = window.kernelHeight();
    Tensor turned = weight.transpose(1, 0, 2, 3);
    int padding = window.dilation() * (kernel - 1) - window.padding();
    return NeuralOps.conv(
        dy,
        kernel == 1 ? turned : turned.flip(2, 3),
        null,
        new Window(kernel, kernel, 1, padding, window.dilation(), 1));
  }

  /**
   * Derivative by the weight: one product of the gradient with the input's shifted copies.
   *
   * @param x [N, C, H, W]
   * @param dy [N, O, H', W']
   * @return [O, C / groups, kernel height, kernel width]
   */
  static Tensor weight(Tensor x, Tensor dy, Window window) {
    if (window.groups() == 1) {
      return flat(x, dy, window);
    }
    return batched(x, dy, window);
  }

  /** Samples and positions as one long inner axis: no sum over partial results. */
  private static Tensor flat(Tensor x, Tensor dy, Window window) {
    int channels = x.shape().get(1);
    int outputs = dy.shape().get(1);
    int positions = dy.shape().size() / outputs;
    Tensor columns =
        columns(x.transpose(1, 0, 2, 3), 0, dy.shape(), window)
            .reshapeTo(Shape.of(window.taps() * channels, positions), false);
    Tensor rows = dy.transpose(1, 0, 2, 3).reshapeTo(Shape.of(outputs, positions), false);
    Tensor product = rows.gemm(columns, false, true);
    return kernel(product, outputs, channels, window);
  }

  /** One product per sample (and group), then their sum: nothing is transposed. */
  private static Tensor batched(Tensor x, Tensor dy, Window window) {
    int samples = x.shape().get(0);
    int groups = window.groups();
    int channels = x.shape().get(1) / groups;
    int outputs = dy.shape().get(1) / groups;
    int positions = dy.shape().get(2) * dy.shape().get(3);
    Tensor grouped =
        x.reshapeTo(
            Shape.of(samples * groups, channels, x.shape().get(2), x.shape().get(3)), false);
    Tensor columns =
        columns(grouped, 1, dy.shape(), window)
            .reshapeTo(Shape.of(samples, groups, window.taps() * channels, positions), false);
    Tensor rows = dy.reshapeTo(Shape.of(samples, groups, outputs, positions), false);
    Tensor product = rows.matmul(columns.matrixTranspose()).sum(0);
    return kernel(
        product.reshapeTo(Shape.of(groups * outputs, window.taps() * channels), false),
        groups * outputs,
        channels,
        window);
  }

  /** [O, taps · C] as [O, C, kernel height, kernel width]. */
  private static Tensor kernel(Tensor product, int outputs, int channels, Window window) {
    return product
        .reshapeTo(Shape.of(outputs, window.taps(), channels), false)
        .transpose(0, 2, 1)
        .reshapeTo(Shape.of(outputs, channels, window.kernelHeight(), window.kernelWidth()), false);
  }

  /** The copies of x that each tap of the kernel sees, joined along an axis. */
  private static Tensor columns(Tensor x, int axis, Shape output, Window window) {
    int pad = window.padding();
    Tensor padded = x.pad(new int[] {0, 0, pad, pad}, new int[] {0, 0, pad, pad});
    List<Tensor> taps = new ArrayList<>();
    for (int i = 0; i < window.kernelHeight(); i++) {
      for (int j = 0; j < window.kernelWidth(); j++) {
        taps.add(tap(padded, i, j, output, window));
      }
    }
    return Tensor.concat(axis, taps);
  }

  private static Tensor tap(Tensor padded, int i, int j, Shape output, Window window) {
    int step = window.stride();
    int top = i * window.dilation();
    int left = j * window.dilation();
    int bottom = top + (output.get(2) - 1) * step + 1;
    int right = left + (output.get(3) - 1) * step + 1;
    Shape shape = padded.shape().with(2, output.get(2)).with(3, output.get(3));
    if (shape.equals(padded.shape())) {
      return padded;
    }
    Graph graph = padded.graph();
    return graph.node(
        "Slice",
        Map.of(),
        padded.type(),
        shape,
        padded,
        graph.integers(top, left),
        graph.integers(bottom, right),
        graph.integers(2, 3),
        graph.integers(step, step));
  }
}
