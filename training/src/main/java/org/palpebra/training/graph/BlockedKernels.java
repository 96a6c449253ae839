package org.palpebra.training.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lays kernels out as blocked convolutions want them: [O / b, C / b, height, width, b, b] with the
 * outputs innermost, or [O / b, C, height, width, b] where the image is plain. The reordering
 * operators are used as far as they go, because they are several times as fast as {@code
 * Transpose}.
 */
final class BlockedKernels {
  private final BlockedNodes nodes;
  private final int block;
  private final Map<Tensor, Tensor> known = new HashMap<>();
  private final Map<Tensor, Tensor> inBlocks = new HashMap<>();

  BlockedKernels(BlockedNodes nodes) {
    this.nodes = nodes;
    this.block = nodes.block();
  }

  /**
   * A kernel for a convolution of one group.
   *
   * @param kernel [O, C, height, width], O whole blocks
   */
  Tensor of(Tensor kernel) {
    return known.computeIfAbsent(kernel, this::laidOut);
  }

  private Tensor laidOut(Tensor kernel) {
    Tensor turned = turnedFrom(kernel);
    if (turned != null) {
      return turned(turned, kernel.shape());
    }
    Shape shape = kernel.shape();
    boolean blocks = nodes.fits(shape.get(1));
    Tensor inputs = blocks ? inputsInBlocks(kernel) : kernel;
    int outputs = shape.get(0) / block;
    return nodes
        .reorder(inputs.reshapeTo(Shape.of(outputs, block, shape.size() / shape.get(0), 1), false))
        .reshapeTo(shape, false);
  }

  /** The kernel [O, C, taps] as [O, C / b, taps, b]. */
  private Tensor inputsInBlocks(Tensor kernel) {
    Shape shape = kernel.shape();
    int taps = shape.get(2) * shape.get(3);
    return taps == 1
        ? kernel
        : inBlocks.computeIfAbsent(
            kernel,
            key ->
                nodes.reorder(key.reshapeTo(Shape.of(shape.get(0), shape.get(1), taps, 1), false)));
  }

  /** The kernel of which this one is the derivative's: with axes exchanged and taps turned. */
  private @Nullable Tensor turnedFrom(Tensor kernel) {
    boolean point = kernel.shape().get(2) * kernel.shape().get(3) == 1;
    Node node = kernel.producer();
    if (node != null && !point) {
      node =
          ConvolutionGradients.turns(kernel.graph(), node) ? node.inputs.get(0).producer() : null;
    }
    if (node == null || !exchangesChannels(node)) {
      return null;
    }
    Tensor source = node.inputs.get(0);
    return nodes.fits(source.shape().get(0)) ? source : null;
  }

  private static boolean exchangesChannels(Node node) {
    return node.operator.equals("Transpose")
        && Arrays.equals(node.integers("perm"), new int[] {1, 0, 2, 3});
  }

  private Tensor turned(Tensor kernel, Shape shape) {
    int taps = shape.get(2) * shape.get(3);
    int[] backwards = IntStream.range(0, taps).map(i -> taps - 1 - i).toArray();
    return exchanged(outputsInside(kernel), shape, backwards);
  }

  /** The kernel [O, C, taps] as [C / b, taps, O · b]. */
  Tensor outputsInside(Tensor kernel) {
    Shape shape = kernel.shape();
    int outputs = shape.get(0);
    int rest = shape.size() / outputs;
    return nodes
        .channelsLastInBlocks(
            inputsInBlocks(kernel).reshapeTo(Shape.of(1, outputs, 1, rest), false))
        .reshapeTo(
            Shape.of(shape.get(1) / block, shape.get(2) * shape.get(3), outputs * block), false);
  }

  /**
   * A kernel with inputs and outputs exchanged, of chosen taps.
   *
   * @param outputsInside see {@link #outputsInside}
   * @param shape of the result, [C, O, height, width]
   * @param taps which of the taps, height · width of them
   */
  Tensor exchanged(Tensor outputsInside, Shape shape, int... taps) {
    boolean all = taps.length == 1 && outputsInside.shape().get(1) == 1;
    Tensor chosen = all ? outputsInside : outputsInside.gather(1, taps);
    int inputs = shape.get(0) / block;
    int outputs = shape.get(1) / block;
    Tensor blocks = chosen.reshapeTo(Shape.of(inputs, taps.length, outputs, block * block), false);
    return (taps.length == 1 ? blocks : blocks.transpose(0, 2, 1, 3)).reshapeTo(shape, false);
  }
}
