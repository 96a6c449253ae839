package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Convolution, pooling and normalisation of images [N, C, H, W]. */
public final class NeuralOps {
  private NeuralOps() {}

  /**
   * Cross-correlation.
   *
   * @param x [N, C, H, W]
   * @param weight [O, C / groups, kernel height, kernel width]
   * @param bias [O], or null
   * @return [N, O, H', W']
   */
  public static Tensor conv(Tensor x, Tensor weight, @Nullable Tensor bias, Window window) {
    Shape in = x.shape();
    Shape kernel = weight.shape();
    if (in.rank() != 4
        || kernel.rank() != 4
        || in.get(1) != kernel.get(1) * window.groups()
        || kernel.get(0) % window.groups() != 0
        || kernel.get(2) != window.kernelHeight()
        || kernel.get(3) != window.kernelWidth()) {
      throw new IllegalArgumentException(
          "convolution of " + in + " with " + kernel + " and " + window);
    }
    Shape out =
        Shape.of(
            in.get(0),
            kernel.get(0),
            window.outputHeight(in.get(2)),
            window.outputWidth(in.get(3)));
    Tensor[] inputs = bias == null ? new Tensor[] {x, weight} : new Tensor[] {x, weight, bias};
    Map<String, Object> attributes = attributes(window);
    if (x.type() == ElementType.DOUBLE) {
      Tensor y = DoubleForms.conv(x, weight, window, out);
      Tensor shifted = bias == null ? y : y.add(perChannel(bias, y));
      return x.graph().standsFor("Conv", attributes, shifted, inputs);
    }
    return x.graph().node("Conv", attributes, x.type(), out, inputs);
  }

  /**
   * The transpose of {@link #conv} in x.
   *
   * @param y [N, O, H', W']
   * @param weight [O, C / groups, kernel height, kernel width]
   * @param height H of the result, one that the window maps to H'
   * @param width W of the result
   * @return [N, C, H, W]
   */
  public static Tensor convTranspose(
      Tensor y, Tensor weight, Window window, int height, int width) {
    Shape in = y.shape();
    if (window.outputHeight(height) != in.get(2) || window.outputWidth(width) != in.get(3)) {
      throw new IllegalArgumentException(
          window + " does not map " + height + "×" + width + " to " + in);
    }
    Map<String, Object> attributes = attributes(window);
    attributes.put(
        "output_padding",
        new int[] {window.vertical().rest(height), window.horizontal().rest(width)});
    Shape out = Shape.of(in.get(0), weight.shape().get(1) * window.groups(), height, width);
    if (y.type() == ElementType.DOUBLE) {
      Tensor x = DoubleForms.convTranspose(y, weight, window, out);
      return y.graph().standsFor("ConvTranspose", attributes, x, y, weight);
    }
    return y.graph().node("ConvTranspose", attributes, y.type(), out, y, weight);
  }

  private static Map<String, Object> attributes(Window window) {
    Map<String, Object> attributes = poolAttributes(window);
    attributes.put("dilations", window.dilations());
    attributes.put("group", (long) window.groups());
    return attributes;
  }

  private static Map<String, Object> poolAttributes(Window window) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("kernel_shape", window.kernel());
    attributes.put("strides", window.strides());
    attributes.put("pads", window.pads());
    return attributes;
  }

  private static Shape pooled(Shape in, Window window) {
    if (in.rank() != 4 || window.groups() != 1) {
      throw new IllegalArgumentException("pooling of " + in + " by " + window);
    }
    return Shape.of(
        in.get(0), in.get(1), window.outputHeight(in.get(2)), window.outputWidth(in.get(3)));
  }

  /** Greatest value of each window; padding never wins. */
  public static Tensor maxPool(Tensor x, Window window) {
    Shape out = pooled(x.shape(), window);
    Map<String, Object> attributes = poolAttributes(window);
    attributes.put("dilations", window.dilations());
    return x.graph()
        .nodes(
            "MaxPool", "", attributes, List.of(x.type(), ElementType.INT64), List.of(out, out), x)
        .get(0);
  }

  /** Mean of each window; padding counts as zeros. */
  public static Tensor averagePool(Tensor x, Window window) {
    if (Math.max(window.vertical().dilation(), window.horizontal().dilation()) > 1) {
      throw new IllegalArgumentException("average pooling takes no dilation: " + window);
    }
    Shape out = pooled(x.shape(), window);
    Map<String, Object> attributes = poolAttributes(window);
    attributes.put("count_include_pad", 1L);
    if (x.type() == ElementType.DOUBLE) {
      Tensor y = DoubleForms.averagePool(x, window, out);
      return x.graph().standsFor("AveragePool", attributes, y, x);
    }
    return x.graph().node("AveragePool", attributes, x.type(), out, x);
  }

  /** [N, C, H, W] as [N, C, 1, 1]. */
  public static Tensor globalAveragePool(Tensor x) {
    Shape out = x.shape().with(2, 1).with(3, 1);
    return x.type() == ElementType.DOUBLE
        ? x.graph().standsFor("GlobalAveragePool", Map.of(), x.meanKeep(2, 3), x)
        : x.graph().node("GlobalAveragePool", Map.of(), x.type(), out, x);
  }

  /**
   * Normalisation with given statistics: {@code (x − mean) / √(variance + epsilon) · scale +
   * shift}.
   *
   * @param x [N, C, …]
   * @param scale, shift, mean, variance [C]
   */
  public static Tensor batchNorm(
      Tensor x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) {
    return x.graph()
        .node(
            "BatchNormalization",
            Map.of("epsilon", epsilon),
            x.type(),
            x.shape(),
            x,
            scale,
            shift,
            mean,
            variance);
  }

  /**
   * A normalised batch.
   *
   * @param y the normalised values, [N, C, H, W]
   * @param mean the batch's mean per channel, [C]; no derivative flows through it
   * @param variance the batch's variance per channel (divided by the count), [C]; no derivative
   */
  public record BatchNorm(Tensor y, Tensor mean, Tensor variance) {}

  /**
   * Normalisation with the batch's own statistics, with the derivative written out: three passes
   * over the data instead of the nine that the chain rule through the statistics would take.
   *
   * @param x [N, C, H, W]
   * @param scale, shift [C]
   */
  public static BatchNorm batchNormTraining(Tensor x, Tensor scale, Tensor shift, double epsilon) {
    int[] rest = restAxes(x.shape());
    int channels = x.shape().get(1);
    Tensor mean = x.mean(rest);
    Tensor centred = x.sub(perChannel(mean, x));
    Tensor variance = centred.square().mean(rest);
    Tensor zero = x.graph().zeros(x.type(), mean.shape());
    Tensor y = batchNorm(centred, scale, shift, zero, variance, epsilon);
    double count = (double) x.shape().size() / channels;
    x.graph()
        .derive(
            "BatchNormTraining",
            List.of(x, scale, shift),
            List.of(y),
            step -> batchNormGradient(step, centred, variance, epsilon, count));
    return new BatchNorm(y, mean.stopGradient(), variance.stopGradient());
  }

  private static void batchNormGradient(
      BackwardStep step, Tensor centred, Tensor variance, double epsilon, double count) {
    Tensor scale = step.input(1);
    Tensor dy = step.gradient();
    int[] rest = restAxes(centred.shape());
    Tensor inverse = variance.add(epsilon).sqrt().reciprocal();
    Tensor sum = dy.sum(rest);
    Tensor scaleGradient = dy.mul(centred).sum(rest).mul(inverse);
    step.toInput(1, () -> scaleGradient);
    step.toInput(2, () -> sum);
    step.toInput(
        0,
        () -> {
          Tensor a = scale.mul(inverse);
          Tensor b = a.mul(inverse).mul(scaleGradient).mul(-1 / count);
          Tensor c = a.mul(sum).mul(-1 / count);
          return dy.mul(perChannel(a, dy)).add(affine(centred, b, c));
        });
  }

  /** {@code x · scale + shift} per channel in one pass. */
  static Tensor affine(Tensor x, Tensor scale, Tensor shift) {
    Graph graph = x.graph();
    Tensor zero = graph.zeros(x.type(), scale.shape());
    Tensor one = graph.constant(x.type(), scale.shape(), 1);
    return batchNorm(x, scale, shift, zero, one, 0);
  }

  /** [C] as [C, 1, …], which broadcasts over an image batch. */
  public static Tensor perChannel(Tensor values, Tensor like) {
    int[] extents = new int[like.shape().rank() - 1];
    java.util.Arrays.fill(extents, 1);
    extents[0] = values.shape().get(0);
    return values.reshapeTo(Shape.of(extents), false);
  }

  static int[] restAxes(Shape shape) {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      if (i != 1) {
        axes.add(i);
      }
    }
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }
}
