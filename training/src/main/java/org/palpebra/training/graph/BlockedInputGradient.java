package org.palpebra.training.graph;

import org.palpebra.training.graph.BlockedNodes.Tail;

/**
 * Derivative of a strided convolution by its input in the blocked layout: one small convolution for
 * each pair of {@linkplain StridePhase remainders} of the pixels. A transposed convolution does the
 * same, but not in blocks.
 */
final class BlockedInputGradient {
  private final BlockedNodes nodes;
  private final BlockedKernels kernels;
  private final Tensor dy;
  private final Tensor taps;
  private final int kernelWidth;

  private BlockedInputGradient(BlockedNodes nodes, Tensor dy, Tensor weight) {
    this.nodes = nodes;
    this.kernels = new BlockedKernels(nodes);
    this.dy = nodes.reorder(dy);
    this.taps = kernels.outputsInside(weight);
    this.kernelWidth = weight.shape().get(3);
  }

  /** Whether {@link #of} can do it: whole blocks of channels, one group, dense taps. */
  static boolean suits(BlockedNodes nodes, Shape dy, Window window, Shape input) {
    return window.groups() == 1
        && nodes.fits(dy)
        && nodes.fits(input)
        && PhaseGrid.suits(window, input, dy);
  }

  /**
   * Emits it.
   *
   * @param dy [N, O, H', W']
   * @param weight [O, C, kernel height, kernel width]
   * @param input [N, C, H, W]
   * @return plain, of the input's shape
   */
  static Tensor of(BlockedNodes nodes, Tensor dy, Tensor weight, Window window, Shape input) {
    BlockedInputGradient gradient = new BlockedInputGradient(nodes, dy, weight);
    return new PhaseGrid(nodes, window, input, dy.shape()).image(gradient::phase);
  }

  private Tensor phase(StridePhase down, StridePhase along, Shape shape) {
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
        Shape.of(shape.get(1), dy.shape().get(1), down.taps().length, along.taps().length);
    Window window = new Window(down.span(), along.span(), 1);
    return nodes.convolution(
        dy, kernels.exchanged(taps, kernel, chosen), null, window, shape, Tail.NONE);
  }
}
