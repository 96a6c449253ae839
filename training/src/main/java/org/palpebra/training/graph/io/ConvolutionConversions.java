package org.palpebra.training.graph.io;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Span;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;
import org.palpebra.training.nn.Parameters.Kind;

/** Convolutions and their transposes, along one or two axes. */
final class ConvolutionConversions {
  private ConvolutionConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    table.accept("Conv", ConvolutionConversions::conv);
    table.accept("ConvTranspose", ConvolutionConversions::convTranspose);
  }

  private static Tensor conv(ImportedNode node) {
    Tensor x = Windows.image(node, node.tensor(0));
    Tensor weight = node.weight(1, Kind.WEIGHT);
    Window window = window(node, x, weight);
    return Windows.unimage(
        node, NeuralOps.conv(x, Windows.image(node, weight), bias(node), window));
  }

  private static Window window(ImportedNode node, Tensor x, Tensor weight) {
    int[] shape = weight.shape().toArray();
    int[] kernel = Arrays.copyOfRange(shape, 2, shape.length);
    return Windows.of(node, x.shape(), kernel, node.integer("group", 1));
  }

  private static @Nullable Tensor bias(ImportedNode node) {
    return node.has(2) ? node.weight(2, Kind.BIAS) : null;
  }

  private static Tensor convTranspose(ImportedNode node) {
    Tensor y = Windows.image(node, node.tensor(0));
    Tensor weight = node.weight(1, Kind.WEIGHT);
    if (node.attribute("output_shape") != null
        || !node.text("auto_pad", "NOTSET").equals("NOTSET")) {
      throw node.error("output_shape and auto_pad are not supported; export with pads");
    }
    Window window = window(node, y, weight);
    int axes = weight.shape().rank() - 2;
    int[] extra = node.integers("output_padding", new int[axes]);
    int height = extent(window.vertical(), y.shape().get(2), axes == 2 ? extra[0] : 0);
    int width = extent(window.horizontal(), y.shape().get(3), extra[axes - 1]);
    Tensor x = NeuralOps.convTranspose(y, Windows.image(node, weight), window, height, width);
    Tensor bias = bias(node);
    Shape channels = x.shape();
    if (bias != null && bias.shape().size() != channels.get(1)) {
      throw node.error("bias of shape " + bias.shape() + " for a result of shape " + channels);
    }
    return Windows.unimage(node, bias == null ? x : x.add(NeuralOps.perChannel(bias, x)));
  }

  private static int extent(Span span, int positions, int extra) {
    return (positions - 1) * span.stride() + span.reach() + extra - span.before() - span.after();
  }
}
