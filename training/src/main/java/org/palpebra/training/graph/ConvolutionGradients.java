package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The two derivatives of a convolution, from operators that the runtime is fast at. */
final class ConvolutionGradients {
  /** From so many positions on, one product per sample beats transposing the batch. */
  private static final int MANY_POSITIONS = 100;

  /** Up to so many weights per tap and from so many positions on, the same holds tap by tap. */
  private static final int FEW_WEIGHTS = 32 * 32;

  private static final int VERY_MANY_POSITIONS = 400;

  private ConvolutionGradients() {}

  /**
   * Derivative by the input.
   *
   * @param dy [N, O, H', W']
   * @param weight [O, C / groups, kernel height, kernel width]
   * @param input [N, C, H, W]
   */
  static Tensor input(Tensor dy, Tensor weight, Window window, Shape input) {
    boolean turns =
        window.groups() == 1 && window.vertical().turns() && window.horizontal().turns();
    if (!turns) {
      BlockedNodes nodes = new BlockedNodes(dy.graph());
      if (BlockedInputGradient.suits(nodes, dy.shape(), window, input)) {
        return BlockedInputGradient.of(nodes, dy, weight, window, input);
      }
      return NeuralOps.convTranspose(dy, weight, window, input.get(2), input.get(3));
    }
    Tensor swapped = weight.transpose(1, 0, 2, 3);
    return NeuralOps.conv(
        dy,
        window.taps() == 1 ? swapped : swapped.flip(2, 3),
        null,
        new Window(window.vertical().turned(), window.horizontal().turned(), 1));
  }

  /** Whether a node turns a kernel's taps, as {@link #input} does. */
  static boolean turns(Graph graph, Node node) {
    return node.operator.equals("Slice")
        && node.inputs.size() == 5
        && Arrays.equals(graph.integerValues(node.inputs.get(3)), new int[] {2, 3})
        && Arrays.equals(graph.integerValues(node.inputs.get(4)), new int[] {-1, -1});
  }

  /**
   * Derivative by the weight: products of the gradient with the input's shifted copies, in the form
   * that was measured fastest for the shape (docs/notes/convolution-gradients.md).
   *
   * @param x [N, C, H, W]
   * @param dy [N, O, H', W']
   * @return [O, C / groups, kernel height, kernel width]
   */
  static Tensor weight(Tensor x, Tensor dy, Window window) {
    int positions = dy.shape().get(2) * dy.shape().get(3);
    if (window.groups() > 1) {
      return perSample(x, dy, window);
    }
    Tensor blocked = BlockedWeightGradient.of(new BlockedNodes(x.graph()), x, dy, window);
    if (blocked != null) {
      return blocked;
    }
    if (window.taps() == 1) {
      return positions >= MANY_POSITIONS ? perSample(x, dy, window) : joined(x, dy, window);
    }
    if (window.strided()) {
      return joined(x, dy, window);
    }
    boolean thin = x.shape().get(1) * dy.shape().get(1) <= FEW_WEIGHTS;
    return thin && positions >= VERY_MANY_POSITIONS
        ? perTapAndSample(x, dy, window)
        : perTap(x, dy, window);
  }

  /** One product of all taps' copies, samples and positions as one long inner axis. */
  static Tensor joined(Tensor x, Tensor dy, Window window) {
    int channels = x.shape().get(1);
    int outputs = dy.shape().get(1);
    int positions = dy.shape().size() / outputs;
    Tensor columns =
        Tensor.concat(0, taps(x.transpose(1, 0, 2, 3), dy.shape(), window))
            .reshapeTo(Shape.of(window.taps() * channels, positions), false);
    Tensor rows = dy.transpose(1, 0, 2, 3).reshapeTo(Shape.of(outputs, positions), false);
    return rows.gemm(columns, false, true)
        .reshapeTo(Shape.of(outputs, window.taps(), channels), false)
        .transpose(0, 2, 1)
        .reshapeTo(kernelShape(outputs, channels, window), false);
  }

  /** One product per tap, samples and positions as one long inner axis. */
  static Tensor perTap(Tensor x, Tensor dy, Window window) {
    int channels = x.shape().get(1);
    int outputs = dy.shape().get(1);
    int positions = dy.shape().size() / outputs;
    Tensor rows = dy.transpose(1, 0, 2, 3).reshapeTo(Shape.of(outputs, positions), false);
    List<Tensor> products = new ArrayList<>();
    for (Tensor tap : taps(x.transpose(1, 0, 2, 3), dy.shape(), window)) {
      Tensor columns = tap.reshapeTo(Shape.of(channels, positions), false);
      products.add(rows.gemm(columns, false, true));
    }
    return fromTaps(products, outputs, channels, window);
  }

  /** One product per tap and sample, and their sum: nothing is transposed. */
  static Tensor perTapAndSample(Tensor x, Tensor dy, Window window) {
    int samples = x.shape().get(0);
    int channels = x.shape().get(1);
    int outputs = dy.shape().get(1);
    int positions = dy.shape().get(2) * dy.shape().get(3);
    Tensor rows = dy.reshapeTo(Shape.of(samples, outputs, positions), false);
    List<Tensor> products = new ArrayList<>();
    for (Tensor tap : taps(x, dy.shape(), window)) {
      Tensor columns = tap.reshapeTo(Shape.of(samples, channels, positions), false);
      products.add(productByTransposed(rows, columns).sum(0));
    }
    return fromTaps(products, outputs, channels, window);
  }

  /** Products [O, C] of each tap as [O, C, kernel height, kernel width]. */
  private static Tensor fromTaps(List<Tensor> products, int outputs, int channels, Window window) {
    return Tensor.concat(0, products)
        .reshapeTo(Shape.of(window.taps(), outputs, channels), false)
        .transpose(1, 2, 0)
        .reshapeTo(kernelShape(outputs, channels, window), false);
  }

  private static Shape kernelShape(int outputs, int channels, Window window) {
    return Shape.of(outputs, channels, window.kernelHeight(), window.kernelWidth());
  }

  /** The pixels of x that each tap of the kernel sees: extents H', W' instead of H, W. */
  static List<Tensor> taps(Tensor x, Shape output, Window window) {
    Tensor padded = window.pad(x);
    List<Tensor> taps = new ArrayList<>();
    for (int i = 0; i < window.kernelHeight(); i++) {
      for (int j = 0; j < window.kernelWidth(); j++) {
        taps.add(tap(padded, i, j, output, window));
      }
    }
    return taps;
  }

  private static Tensor tap(Tensor padded, int i, int j, Shape output, Window window) {
    int[] steps = window.strides();
    int top = i * window.vertical().dilation();
    int left = j * window.horizontal().dilation();
    int bottom = top + (output.get(2) - 1) * steps[0] + 1;
    int right = left + (output.get(3) - 1) * steps[1] + 1;
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
        graph.integers(steps));
  }

  /** One product per sample and group, and their sum. */
  static Tensor perSample(Tensor x, Tensor dy, Window window) {
    int samples = x.shape().get(0);
    int groups = window.groups();
    int channels = x.shape().get(1) / groups;
    int outputs = dy.shape().get(1) / groups;
    int positions = dy.shape().get(2) * dy.shape().get(3);
    int columns = channels * window.taps();
    Tensor product =
        productByTransposed(
            dy.reshapeTo(Shape.of(samples, groups, outputs, positions), false),
            gathered(x, dy.shape(), window)
                .reshapeTo(Shape.of(samples, groups, columns, positions), false));
    return product.sum(0).reshapeTo(kernelShape(groups * outputs, channels, window), false);
  }

  /**
   * The pixels that each tap of the kernel sees, [N, C · taps, H', W']: a depthwise convolution
   * whose kernels are the unit vectors, which is faster than slices and their concatenation.
   */
  private static Tensor gathered(Tensor x, Shape output, Window window) {
    if (window.taps() == 1 && !window.padded()) {
      return tap(x, 0, 0, output, window);
    }
    int channels = x.shape().get(1);
    int taps = window.taps();
    float[] units = new float[channels * taps * taps];
    for (int i = 0; i < channels * taps; i++) {
      units[i * taps + i % taps] = 1;
    }
    Tensor kernel =
        x.graph().constant(units, channels * taps, 1, window.kernelHeight(), window.kernelWidth());
    return NeuralOps.conv(x, kernel, null, window.withGroups(channels));
  }

  /** {@code a · bᵀ} over the last two axes, in one node where the runtime has one. */
  static Tensor productByTransposed(Tensor a, Tensor b) {
    if (a.type() == ElementType.DOUBLE) {
      return a.matmul(b.matrixTranspose());
    }
    Shape shape = a.shape().with(-1, b.shape().get(-2));
    return a.graph()
        .nodes(
            "FusedMatMul",
            ModelWriter.MICROSOFT,
            Map.of("transB", 1L),
            List.of(a.type()),
            List.of(shape),
            a,
            b)
        .get(0);
  }
}
