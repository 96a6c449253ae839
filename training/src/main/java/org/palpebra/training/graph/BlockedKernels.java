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
    int taps = shape.get(2) * shape.get(3);
    int outputs = shape.get(0) / block;
    int rows = shape.get(1) * taps;
    Tensor innermost = nodes.reorder(kernel.reshapeTo(Shape.of(outputs, block, rows, 1), false));
    if (shape.get(1) % block != 0 || taps == 1) {
      return innermost.reshapeTo(shape, false);
    }
    return innermost
        .reshapeTo(Shape.of(outputs, shape.get(1) / block, block, taps, block), false)
        .transpose(0, 1, 3, 2, 4)
        .reshapeTo(shape, false);
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
    return exchanged(tapsFirst(kernel), shape, backwards);
  }

  /** The kernel [O, C, height, width] as [O, height · width, C]. */
  Tensor tapsFirst(Tensor kernel) {
    Shape shape = kernel.shape();
    int taps = shape.get(2) * shape.get(3);
    Tensor matrix = kernel.reshapeTo(Shape.of(shape.get(0), shape.get(1), taps), false);
    return taps == 1
        ? matrix.reshapeTo(Shape.of(shape.get(0), 1, shape.get(1)), false)
        : matrix.transpose(0, 2, 1);
  }

  /**
   * A kernel with inputs and outputs exchanged, of chosen taps.
   *
   * @param tapsFirst [O, taps, C]
   * @param shape of the result, [C, O, height, width]
   * @param taps which of the taps, height · width of them
   */
  Tensor exchanged(Tensor tapsFirst, Shape shape, int... taps) {
    int inputs = shape.get(0);
    int outputs = shape.get(1);
    Tensor chosen =
        taps.length > 1 || tapsFirst.shape().get(1) > 1 ? tapsFirst.gather(1, taps) : tapsFirst;
    Tensor blocked =
        nodes.emit(
            "ReorderInput",
            Map.of("channels_last", 1L),
            Shape.of(1, inputs, outputs * taps.length, 1),
            chosen.reshapeTo(Shape.of(1, outputs * taps.length, 1, inputs), false));
    if (taps.length == 1) {
      return blocked.reshapeTo(shape, false);
    }
    return blocked
        .reshapeTo(Shape.of(inputs / block, outputs / block, block, taps.length, block), false)
        .transpose(0, 1, 3, 2, 4)
        .reshapeTo(shape, false);
  }
}
