package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Derivative of a strided convolution by its weight for images of few channels, as in a network's
 * first layer: a cell of stride × stride pixels becomes one pixel of more channels, which one block
 * holds, and the convolution one of fewer taps and no stride.
 */
final class ThinWeightGradient {
  private final BlockedNodes nodes;
  private final int stride;
  private final int rows;
  private final int columns;

  private ThinWeightGradient(BlockedNodes nodes, Window window) {
    this.nodes = nodes;
    stride = window.vertical().stride();
    rows = cells(window.kernelHeight());
    columns = cells(window.kernelWidth());
  }

  private int cells(int extent) {
    return (extent + stride - 1) / stride;
  }

  /** Whether the strides are equal, taps are dense, and a cell's channels fit one block. */
  static boolean suits(BlockedNodes nodes, Shape x, Window window) {
    int stride = window.vertical().stride();
    return window.taps() > 1
        && window.groups() == 1
        && stride == window.horizontal().stride()
        && window.vertical().dilation() == 1
        && window.horizontal().dilation() == 1
        && stride * stride * x.get(1) <= nodes.block();
  }

  /**
   * Emits it.
   *
   * @return [O, C, kernel height, kernel width]
   */
  static Tensor of(BlockedNodes nodes, Tensor x, Tensor dy, Window window) {
    return new ThinWeightGradient(nodes, window).of(x, dy, window);
  }

  private Tensor of(Tensor x, Tensor dy, Window window) {
    Tensor cells = nodes.reorder(inCells(x, dy.shape(), window));
    List<Tensor> products = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      Tensor shifted = nodes.tap(cells, 0, column, kernel(1, columns));
      for (int row = 0; row < rows; row++) {
        products.add(nodes.product(dy, nodes.tap(shifted, row, 0, kernel(rows, 1))));
      }
    }
    return weights(Tensor.concat(0, products), x.shape().get(1), dy.shape().get(1), window);
  }

  private static Window kernel(int height, int width) {
    return new Window(height, width, 1, 0, 1, 1);
  }

  /** The image, padded, as [N, block, H / stride, W / stride]; channels beyond a cell's are 0. */
  private Tensor inCells(Tensor x, Shape dy, Window window) {
    int height = (dy.get(2) - 1 + rows) * stride;
    int width = (dy.get(3) - 1 + columns) * stride;
    int top = window.vertical().before();
    int left = window.horizontal().before();
    int bottom = height - top - x.shape().get(2);
    int right = width - left - x.shape().get(3);
    Tensor padded =
        x.pad(
            new int[] {0, 0, top, left}, new int[] {0, 0, Math.max(bottom, 0), Math.max(right, 0)});
    Tensor cut = padded.slice(2, 0, height).slice(3, 0, width);
    Tensor cells = stride == 1 ? cut : spaceToDepth(cut);
    int spare = nodes.block() - cells.shape().get(1);
    return cells.pad(new int[4], new int[] {0, spare, 0, 0});
  }

  /** The pixels of each cell as channels, row by row. */
  private Tensor spaceToDepth(Tensor x) {
    Shape shape =
        x.shape()
            .with(1, x.shape().get(1) * stride * stride)
            .with(2, x.shape().get(2) / stride)
            .with(3, x.shape().get(3) / stride);
    Map<String, Object> attributes = Map.of("blocksize", (long) stride);
    return x.graph().node("SpaceToDepth", attributes, x.type(), shape, x);
  }

  /** From [columns · rows, O, block] with a cell's channels in the order row, column, channel. */
  private Tensor weights(Tensor products, int channels, int outputs, Window window) {
    return products
        .reshapeTo(Shape.of(columns, rows, outputs, nodes.block()), false)
        .slice(3, 0, stride * stride * channels)
        .reshapeTo(Shape.of(columns, rows, outputs, stride, stride, channels), false)
        .transpose(2, 5, 1, 3, 0, 4)
        .reshapeTo(Shape.of(outputs, channels, rows * stride, columns * stride), false)
        .slice(2, 0, window.kernelHeight())
        .slice(3, 0, window.kernelWidth());
  }
}
