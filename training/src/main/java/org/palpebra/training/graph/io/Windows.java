package org.palpebra.training.graph.io;

import java.util.Arrays;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Span;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;

/** Reads how a node's kernel moves; one-dimensional kernels become those of one row. */
final class Windows {
  private Windows() {}

  /** [N, C, L] as [N, C, 1, L]; images stay. */
  static Tensor image(ImportedNode node, Tensor x) {
    int rank = x.shape().rank();
    if (rank != 3 && rank != 4) {
      throw node.error(
          "input of shape " + x.shape() + "; only [N, C, L] and [N, C, H, W] are supported");
    }
    return rank == 3 ? x.unsqueeze(2) : x;
  }

  /** The reverse, where the node's input had three axes. */
  static Tensor unimage(ImportedNode node, Tensor y) {
    return node.tensor(0).shape().rank() == 3 ? y.squeeze(2) : y;
  }

  /**
   * @param image shape of the input as {@link #image} makes it
   * @param kernel heights and widths of the taps, one or two
   */
  static Window of(ImportedNode node, Shape image, int[] kernel, int groups) {
    return new Window(span(node, image, kernel, 0), span(node, image, kernel, 1), groups);
  }

  private static Span span(ImportedNode node, Shape image, int[] kernel, int axis) {
    int axes = kernel.length;
    int at = axis + axes - 2;
    if (at < 0) {
      return new Span(1, 1, 0, 0, 1);
    }
    int stride = node.integers("strides", ones(axes))[at];
    int dilation = node.integers("dilations", ones(axes))[at];
    int[] pads = node.integers("pads", new int[2 * axes]);
    Span span = new Span(kernel[at], stride, pads[at], pads[axes + at], dilation);
    return automatic(node, span, image.get(axis + 2));
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Span automatic(ImportedNode node, Span span, int extent) {
    String kind = node.text("auto_pad", "NOTSET");
    if (kind.equals("NOTSET")) {
      return span;
    }
    if (kind.equals("VALID")) {
      return new Span(span.kernel(), span.stride(), 0, 0, span.dilation());
    }
    int output = (extent + span.stride() - 1) / span.stride();
    int total = Math.max(0, (output - 1) * span.stride() + span.reach() - extent);
    int less = total / 2;
    return switch (kind) {
      case "SAME_UPPER" ->
          new Span(span.kernel(), span.stride(), less, total - less, span.dilation());
      case "SAME_LOWER" ->
          new Span(span.kernel(), span.stride(), total - less, less, span.dilation());
      default -> throw node.error("auto_pad=" + kind + " is not supported");
    };
  }

  /** With padding behind for the last, incomplete position that {@code ceil_mode} counts. */
  static Span roundedUp(Span span, int extent) {
    int free = extent + span.before() + span.after() - span.reach();
    int output = (free + span.stride() - 1) / span.stride() + 1;
    if ((output - 1) * span.stride() >= extent + span.before()) {
      output--;
    }
    int needed = (output - 1) * span.stride() + span.reach() - extent - span.before();
    return new Span(
        span.kernel(),
        span.stride(),
        span.before(),
        Math.max(span.after(), needed),
        span.dilation());
  }
}
