package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * The pixels of a strided convolution's or pooling's input, by their {@linkplain StridePhase
 * remainders} along both axes, in the blocked layout.
 */
final class PhaseGrid {
  private final BlockedNodes nodes;
  private final Shape input;
  private final List<StridePhase> vertical;
  private final List<StridePhase> horizontal;

  /** Emits the blocked pixels of one pair of remainders. */
  @FunctionalInterface
  interface Maker {
    /**
     * @param shape of the result
     */
    Tensor of(StridePhase down, StridePhase along, Shape shape);
  }

  /**
   * @param input [N, C, H, W], whole blocks of channels
   * @param output [N, …, H', W']
   */
  PhaseGrid(BlockedNodes nodes, Window window, Shape input, Shape output) {
    this.nodes = nodes;
    this.input = input;
    vertical = StridePhase.of(window.vertical(), input.get(2), output.get(2));
    horizontal = StridePhase.of(window.horizontal(), input.get(3), output.get(3));
  }

  /** Whether the remainders of a window are convolutions. */
  static boolean suits(Window window, Shape input, Shape output) {
    return StridePhase.suit(window.vertical(), input.get(2), output.get(2))
        && StridePhase.suit(window.horizontal(), input.get(3), output.get(3));
  }

  /** The plain image whose pixels are made remainder by remainder. */
  Tensor image(Maker maker) {
    int height = cells(2, vertical);
    int width = cells(3, horizontal);
    Shape shape = input.with(2, height).with(3, width);
    int block = nodes.block();
    List<Tensor> rows = new ArrayList<>();
    for (StridePhase down : vertical) {
      List<Tensor> columns = new ArrayList<>();
      for (StridePhase along : horizontal) {
        columns.add(maker.of(down, along, shape));
      }
      rows.add(inTurn(columns, block));
    }
    int groups = input.get(0) * input.get(1) / block;
    int row = width * horizontal.size() * block;
    return nodes.restore(
        inTurn(rows, row)
            .reshapeTo(Shape.of(groups, height * vertical.size(), row), false)
            .slice(1, 0, input.get(2))
            .slice(2, 0, input.get(3) * block)
            .reshapeTo(input, false));
  }

  private int cells(int axis, List<StridePhase> phases) {
    return (input.get(axis) + phases.size() - 1) / phases.size();
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
