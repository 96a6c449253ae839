package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Derivative of a convolution by its weight for images of fewer channels than a block, as in a
 * network's first layer. Blocks are filled with what a row of taps sees: a lane for each channel,
 * each of stride rows and each tap of a row, in rows that lie stride pixels apart. What is left are
 * products for every stride-th row of the kernel.
 */
final class ThinWeightGradient {
  private final BlockedNodes nodes;
  private final Window window;
  private final int channels;
  private final int stride;
  private final int width;

  /** Rows of taps that are stride rows apart. */
  private final int rows;

  private ThinWeightGradient(BlockedNodes nodes, int channels, Window window) {
    this.nodes = nodes;
    this.window = window;
    this.channels = channels;
    stride = window.vertical().stride();
    width = window.kernelWidth();
    rows = (window.kernelHeight() + stride - 1) / stride;
  }

  /** Whether there are fewer channels than a block has, of one group, and dense taps. */
  static boolean suits(BlockedNodes nodes, Shape x, Window window) {
    return window.taps() > 1
        && window.groups() == 1
        && window.vertical().dilation() == 1
        && window.horizontal().dilation() == 1
        && x.get(1) < nodes.block();
  }

  /**
   * Emits it.
   *
   * @return [O, C, kernel height, kernel width]
   */
  static Tensor of(BlockedNodes nodes, Tensor x, Tensor dy, Window window) {
    return new ThinWeightGradient(nodes, x.shape().get(1), window).of(x, dy);
  }

  private Tensor of(Tensor x, Tensor dy) {
    Tensor seen = inLanes(x, dy.shape());
    List<Tensor> products = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Tensor shifted = nodes.tap(seen, row, 0, new Window(rows, 1, 1, 0, 1, 1));
      products.add(nodes.product(dy, shifted));
    }
    return weights(Tensor.concat(0, products), dy.shape().get(1));
  }

  private int lanes() {
    return channels * stride * width;
  }

  private int groups() {
    return (lanes() + nodes.block() - 1) / nodes.block();
  }

  /** [N, lanes, H' + rows − 1, W'], by a convolution with unit vectors; spare lanes are 0. */
  private Tensor inLanes(Tensor x, Shape dy) {
    int lanes = groups() * nodes.block();
    int height = dy.get(2) + rows - 1;
    int before = window.vertical().before();
    int missing = Math.max(0, height * stride - before - x.shape().get(2));
    Window row =
        new Window(
            new Span(stride, stride, before, missing, 1), window.horizontal(), /* groups= */ 1);
    Shape shape = Shape.of(x.shape().get(0), lanes, height, dy.get(3));
    return nodes.convolution(x, units(x.graph(), lanes), null, row, shape, BlockedNodes.Tail.NONE);
  }

  /** The kernel [lanes / b, C, stride, kernel width, b] that gives each lane its pixel. */
  private Tensor units(Graph graph, int lanes) {
    float[] units = new float[lanes * lanes()];
    for (int lane = 0; lane < lanes(); lane++) {
      int group = lane / nodes.block();
      units[(group * lanes() + lane) * nodes.block() + lane % nodes.block()] = 1;
    }
    return graph.constant(units, lanes, channels, stride, width);
  }

  /** From [rows · groups, O, b]. */
  private Tensor weights(Tensor products, int outputs) {
    return products
        .reshapeTo(Shape.of(rows, groups(), outputs, nodes.block()), false)
        .transpose(2, 0, 1, 3)
        .reshapeTo(Shape.of(outputs, rows, groups() * nodes.block()), false)
        .slice(2, 0, lanes())
        .reshapeTo(Shape.of(outputs, rows, channels, stride * width), false)
        .transpose(0, 2, 1, 3)
        .reshapeTo(Shape.of(outputs, channels, rows * stride, width), false)
        .slice(2, 0, window.kernelHeight());
  }
}
