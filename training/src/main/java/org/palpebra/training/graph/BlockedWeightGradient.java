package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.BlockedNodes.Tail;

/**
 * Derivative of a convolution by its weight in the blocked layout, for the shapes whose plain forms
 * spend their time in slices and joins, which the runtime does not share among threads
 * (docs/notes/convolution-gradients.md).
 */
final class BlockedWeightGradient {
  /** Bytes of a block of the gradient's outputs that still fit a core's cache as a kernel. */
  private static final long CACHED = 1 << 20;

  /** From so many positions on, copying taps in blocks is faster. */
  private static final int MANY_POSITIONS = 1000;

  private final BlockedNodes nodes;
  private final Tensor x;
  private final Tensor dy;
  private final Window window;
  private final int block;
  private final int samples;
  private final int channels;
  private final int outputs;
  private final int positions;

  private BlockedWeightGradient(BlockedNodes nodes, Tensor x, Tensor dy, Window window) {
    this.nodes = nodes;
    this.x = x;
    this.dy = dy;
    this.window = window;
    block = nodes.block();
    samples = x.shape().get(0);
    channels = x.shape().get(1);
    outputs = dy.shape().get(1);
    positions = dy.shape().get(2) * dy.shape().get(3);
  }

  /**
   * Emits it.
   *
   * @param window of one group
   * @return [O, C, kernel height, kernel width], or null where the plain forms are as good
   */
  static @Nullable Tensor of(BlockedNodes nodes, Tensor x, Tensor dy, Window window) {
    if (!nodes.fits(dy.shape())) {
      return null;
    }
    if (!nodes.fits(x.shape())) {
      return ThinWeightGradient.suits(nodes, x.shape(), window)
          ? ThinWeightGradient.of(nodes, x, dy, window)
          : null;
    }
    return new BlockedWeightGradient(nodes, x, dy, window).of();
  }

  private @Nullable Tensor of() {
    if (window.taps() == 1) {
      return window.strided() ? subsampled() : null;
    }
    if (convolves()) {
      return byConvolution();
    }
    return window.strided() || positions >= MANY_POSITIONS ? byTaps() : null;
  }

  /** The pixels that a 1×1 kernel sees, then as without stride. */
  private Tensor subsampled() {
    return ConvolutionGradients.weight(nodes.restore(tap(0, 0)), dy, Window.square(1, 1, 0));
  }

  private boolean convolves() {
    return samples % block == 0
        && kernelBytes(block) <= CACHED
        && missing(window.vertical(), 2) >= 0
        && missing(window.horizontal(), 3) >= 0;
  }

  private long kernelBytes(int count) {
    return (long) count * positions * block * Float.BYTES;
  }

  /** Zeros behind the image that the last tap of the last position sees. */
  private int missing(Span span, int axis) {
    int seen = (dy.shape().get(axis) - 1) * span.stride() + span.reach();
    return seen - span.before() - x.shape().get(axis);
  }

  /**
   * A convolution with samples as channels, channels as samples, and the gradient as kernel; for as
   * many samples at a time as fit the cache.
   */
  private Tensor byConvolution() {
    Window turned = new Window(asKernel(window.vertical(), 2), asKernel(window.horizontal(), 3), 1);
    Shape result = Shape.of(channels, outputs, window.kernelHeight(), window.kernelWidth());
    Tensor padded = padded();
    Tensor images = bySamples(padded);
    Tensor gradients = gradientsBySamples();
    int blocks = samples / block;
    int part = kernelBytes(samples) <= CACHED ? blocks : 1;
    Tensor product = null;
    for (int from = 0; from < blocks; from += part) {
      Tensor image = samplesAsChannels(images.slice(0, from, from + part), padded.shape());
      Tensor kernel = asKernel(gradients.slice(2, from, from + part));
      product = nodes.convolution(image, kernel, null, turned, result, new Tail(product, false));
    }
    return outputsFirst(Objects.requireNonNull(product));
  }

  /** A blocked kernel [C, O, taps] as plain [O, C, kernel height, kernel width]. */
  private Tensor outputsFirst(Tensor product) {
    Tensor outputsFirst =
        product
            .reshapeTo(Shape.of(channels, outputs / block, window.taps() * block), false)
            .transpose(1, 0, 2)
            .reshapeTo(Shape.of(1, outputs, channels * window.taps(), 1), false);
    return nodes.restore(outputsFirst).reshapeTo(kernelShape(), false);
  }

  private Span asKernel(Span span, int axis) {
    return new Span(
        dy.shape().get(axis), /* stride= */ span.dilation(), 0, 0, /* dilation= */ span.stride());
  }

  private Tensor padded() {
    Window point =
        new Window(
            new Span(1, 1, window.vertical().before(), missing(window.vertical(), 2), 1),
            new Span(1, 1, window.horizontal().before(), missing(window.horizontal(), 3), 1),
            1);
    Tensor blocked = nodes.reorder(x);
    return point.padded() ? nodes.tap(blocked, 0, 0, point) : blocked;
  }

  /** A blocked image [N, C, H, W] as [N / b, C, H · W · b]. */
  private Tensor bySamples(Tensor blocked) {
    int pixels = blocked.shape().get(2) * blocked.shape().get(3);
    return nodes
        .reorder(nodes.restore(blocked).reshapeTo(Shape.of(1, samples, channels, pixels), false))
        .reshapeTo(Shape.of(samples / block, channels, pixels * block), false);
  }

  /** Some of {@link #bySamples} as a blocked image [C, N, H, W]. */
  private Tensor samplesAsChannels(Tensor images, Shape image) {
    int count = images.shape().get(0) * block;
    return images
        .transpose(1, 0, 2)
        .reshapeTo(Shape.of(channels, count, image.get(2), image.get(3)), false);
  }

  /** The gradient as [O / b, H' · W', N / b, b · b]. */
  private Tensor gradientsBySamples() {
    int run = outputs * positions;
    return nodes
        .channelsLastInBlocks(nodes.reorder(dy).reshapeTo(Shape.of(1, samples, 1, run), false))
        .reshapeTo(Shape.of(outputs / block, positions, samples / block, block * block), false);
  }

  /** Some of {@link #gradientsBySamples} as a blocked kernel [O, N, H', W']. */
  private Tensor asKernel(Tensor gradients) {
    int count = gradients.shape().get(2) * block;
    return gradients
        .transpose(0, 2, 1, 3)
        .reshapeTo(Shape.of(outputs, count, dy.shape().get(2), dy.shape().get(3)), false);
  }

  /** One product per tap, each tap's pixels copied in blocks. */
  private Tensor byTaps() {
    List<Tensor> products = new ArrayList<>();
    for (int row = 0; row < window.kernelHeight(); row++) {
      for (int column = 0; column < window.kernelWidth(); column++) {
        products.add(nodes.product(dy, tap(row, column)));
      }
    }
    Tensor tapsInside =
        Tensor.concat(0, products)
            .reshapeTo(Shape.of(window.taps(), channels / block, outputs, block), false)
            .transpose(2, 1, 0, 3)
            .reshapeTo(Shape.of(outputs, channels, window.taps(), 1), false);
    return nodes.restore(tapsInside).reshapeTo(kernelShape(), false);
  }

  private Shape kernelShape() {
    return Shape.of(outputs, channels, window.kernelHeight(), window.kernelWidth());
  }

  private Tensor tap(int row, int column) {
    return nodes.tap(nodes.reorder(x), row, column, window);
  }
}
