package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Emits nodes of ONNX Runtime's blocked layout. An image [N, C, H, W] keeps its shape there, but
 * its elements lie as [N, C / b, H, W, b], b channels side by side.
 */
final class BlockedNodes {
  /** The runtime's own operators of that layout; no standard, and not on every machine. */
  static final String DOMAIN = "com.microsoft.nchwc";

  private static final Window POINT = Window.square(1, 1, 0);

  private final Graph graph;
  private final int block;

  /**
   * What a convolution does with its result before it writes it.
   *
   * @param sum added, blocked, or null
   * @param relu whether negative values become 0 then
   */
  record Tail(@Nullable Tensor sum, boolean relu) {
    static final Tail NONE = new Tail(null, false);
  }

  BlockedNodes(Graph graph) {
    this.graph = graph;
    this.block = graph.block();
  }

  /** Whether an image's channels are whole blocks. */
  boolean fits(Shape image) {
    return image.rank() == 4 && fits(image.get(1));
  }

  boolean fits(int channels) {
    return block > 0 && channels > 0 && channels % block == 0;
  }

  int block() {
    return block;
  }

  /** Plain image to blocked image. */
  Tensor reorder(Tensor plain) {
    return emit("ReorderInput", Map.of(), plain.shape(), plain);
  }

  /** [N, H, W, C] to the blocked image [N, C, H, W]. */
  Tensor channelsLastInBlocks(Tensor x) {
    Shape shape = x.shape().permuted(0, 3, 1, 2);
    return emit("ReorderInput", Map.of("channels_last", 1L), shape, x);
  }

  /** Blocked image to plain image. */
  Tensor restore(Tensor blocked) {
    Map<String, Object> channels = Map.of("channels", (long) blocked.shape().get(1));
    return emit("ReorderOutput", channels, blocked.shape(), blocked);
  }

  /** The node that lays a blocked image out plainly again. */
  Node restore(Tensor blocked, Tensor plain) {
    return new Node(
        "ReorderOutput",
        DOMAIN,
        plain.name() + ".plain",
        List.of(blocked),
        List.of(plain),
        Map.of("channels", (long) plain.shape().get(1)),
        null);
  }

  /** Means [N, C, 1, 1] over the positions, plain and blocked at once. */
  Tensor means(Tensor blocked) {
    return emit("GlobalAveragePool", Map.of(), blocked.shape().with(2, 1).with(3, 1), blocked);
  }

  /** {@code x · scale + shift} per channel, [C] each, in one pass. */
  Tensor affine(Tensor x, Tensor scale, Tensor shift, Tail tail) {
    int channels = x.shape().get(1);
    Tensor kernel = scale.reshapeTo(Shape.of(channels, 1, 1, 1), false);
    return convolution(x, kernel, shift, POINT.withGroups(channels), x.shape(), tail);
  }

  /**
   * A convolution.
   *
   * @param x blocked, or plain with fewer channels than a block
   * @param kernel laid out by {@link BlockedKernels}
   */
  Tensor convolution(
      Tensor x, Tensor kernel, @Nullable Tensor bias, Window window, Shape output, Tail tail) {
    List<Tensor> inputs = new ArrayList<>(List.of(x, kernel));
    if (bias != null || tail.sum() != null) {
      inputs.add(bias != null ? bias : graph.zeros(x.type(), Shape.of(output.get(1))));
    }
    if (tail.sum() != null) {
      inputs.add(tail.sum());
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("kernel_shape", window.kernel());
    attributes.put("strides", window.strides());
    attributes.put("pads", window.pads());
    attributes.put("dilations", window.dilations());
    attributes.put("group", (long) window.groups());
    if (tail.relu()) {
      attributes.put("activation", "Relu");
    }
    return emit("Conv", attributes, output, inputs.toArray(Tensor[]::new));
  }

  /**
   * The pixels of a blocked image that one tap of a window sees, blocked: a convolution channel by
   * channel with a unit vector, which the runtime shares among threads, unlike a slice.
   */
  Tensor tap(Tensor x, int row, int column, Window window) {
    return tap(x, row, column, window, 1, Tail.NONE);
  }

  /** As the other, times a factor. */
  Tensor tap(Tensor x, int row, int column, Window window, float factor, Tail tail) {
    int channels = x.shape().get(1);
    SpanTap down = SpanTap.shortest(window.vertical(), row, x.shape().get(2));
    SpanTap along = SpanTap.shortest(window.horizontal(), column, x.shape().get(3));
    Window shortest = new Window(down.span(), along.span(), channels);
    float[] unit = new float[channels * shortest.taps()];
    int tap = down.index() * shortest.kernelWidth() + along.index();
    for (int group = 0; group < channels / block; group++) {
      int start = (group * shortest.taps() + tap) * block;
      Arrays.fill(unit, start, start + block, factor);
    }
    Tensor kernel =
        graph.constant(unit, channels, 1, shortest.kernelHeight(), shortest.kernelWidth());
    Shape shape =
        x.shape()
            .with(2, shortest.outputHeight(x.shape().get(2)))
            .with(3, shortest.outputWidth(x.shape().get(3)));
    return convolution(x, kernel, null, shortest, shape, tail);
  }

  /**
   * Products of a plain gradient [N, O, H', W'] and blocked pixels [N, C, H', W'], summed over
   * samples and positions: [C / b, O, b].
   */
  Tensor product(Tensor dy, Tensor pixels) {
    int samples = dy.shape().get(0);
    int positions = dy.shape().get(2) * dy.shape().get(3);
    int groups = pixels.shape().get(1) / block;
    Tensor rows = dy.reshapeTo(Shape.of(samples, 1, dy.shape().get(1), positions), false);
    Tensor columns = pixels.reshapeTo(Shape.of(samples, groups, positions, block), false);
    return rows.matmul(columns).sum(0);
  }

  Tensor emit(String operator, Map<String, Object> attributes, Shape shape, Tensor... inputs) {
    return graph
        .nodes(operator, DOMAIN, attributes, List.of(inputs[0].type()), List.of(shape), inputs)
        .get(0);
  }
}
