package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;
import org.palpebra.training.graph.BlockedNodes.Tail;

/**
 * Derivative of a strided convolution by its input in the blocked layout: one small convolution for
 * each {@linkplain StridePhase remainder} of the pixels, and their pixels in turn. A transposed
 * convolution does the same, but not in blocks.
 */
final class BlockedInputGradient {
  private final BlockedNodes nodes;
  private final BlockedKernels kernels;
  private final Shape input;
  private final List<StridePhase> vertical;
  private final List<StridePhase> horizontal;

  private BlockedInputGradient(BlockedNodes nodes, Shape dy, Window window, Shape input) {
    this.nodes = nodes;
    this.kernels = new BlockedKernels(nodes);
    this.input = input;
    vertical = StridePhase.of(window.vertical(), input.get(2), dy.get(2));
    horizontal = StridePhase.of(window.horizontal(), input.get(3), dy.get(3));
  }

  /**
   * Whether {@link #of} can do it: whole blocks of channels, rows and columns that the stride
   * divides.
   */
  static boolean suits(BlockedNodes nodes, Shape dy, Window window, Shape input) {
    return window.groups() == 1
        && nodes.fits(dy)
        && nodes.fits(input)
        && StridePhase.suit(window.vertical(), input.get(2), dy.get(2))
        && StridePhase.suit(window.horizontal(), input.get(3), dy.get(3));
  }

  /**
   * @param dy [N, O, H', W']
   * @param weight [O, C, kernel height, kernel width]
   * @param input [N, C, H, W]
   * @return plain, of the input's shape
   */
  static Tensor of(BlockedNodes nodes, Tensor dy, Tensor weight, Window window, Shape input) {
    return new BlockedInputGradient(nodes, dy.shape(), window, input)
        .of(nodes.reorder(dy), weight, window.kernelWidth());
  }

  private Tensor of(Tensor dy, Tensor weight, int kernelWidth) {
    Tensor taps = kernels.outputsInside(weight);
    List<Tensor> rows = new ArrayList<>();
    for (StridePhase down : vertical) {
      List<Tensor> columns = new ArrayList<>();
      for (StridePhase along : horizontal) {
        columns.add(phase(dy, taps, down, along, kernelWidth));
      }
      rows.add(inTurn(columns, nodes.block()));
    }
    return nodes.restore(inTurn(rows, input.get(3) * nodes.block()).reshapeTo(input, false));
  }

  private Tensor phase(
      Tensor dy, Tensor taps, StridePhase down, StridePhase along, int kernelWidth) {
    Shape shape =
        input.with(2, input.get(2) / vertical.size()).with(3, input.get(3) / horizontal.size());
    if (down.isEmpty() || along.isEmpty()) {
      return dy.graph().zeros(dy.type(), shape);
    }
    int[] chosen = new int[down.taps().length * along.taps().length];
    int next = 0;
    for (int row : down.taps()) {
      for (int column : along.taps()) {
        chosen[next++] = row * kernelWidth + column;
      }
    }
    Shape kernel =
        Shape.of(input.get(1), dy.shape().get(1), down.taps().length, along.taps().length);
    return nodes.convolution(
        dy,
        kernels.exchanged(taps, kernel, chosen),
        null,
        new Window(down.span(), along.span(), 1),
        shape,
        Tail.NONE);
  }

  /** A run of elements of each part in turn. */
  private static Tensor inTurn(List<Tensor> parts, int run) {
    List<Tensor> matrices = new ArrayList<>();
    for (Tensor part : parts) {
      matrices.add(part.reshapeTo(Shape.of(part.shape().size() / run, run), false));
    }
    return Tensor.concat(1, matrices);
  }
}
