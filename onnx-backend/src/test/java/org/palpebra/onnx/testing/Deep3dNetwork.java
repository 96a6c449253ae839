package org.palpebra.onnx.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Random;
import org.palpebra.model.CoefficientLayout;

/**
 * A regressor that ends like Deep3DFaceRecon's: pooled features, seven convolutions of 1×1
 * (identity, expression, albedo, rotation, light, x and y, z), concatenated. Before them one
 * convolution of {@value #KERNEL}×{@value #KERNEL} and a ReLU instead of a ResNet-50.
 *
 * @param filters {@code [8,3,16,16]}
 * @param weights of all heads, {@code [coefficients,8]}
 * @param bias of all heads
 */
public record Deep3dNetwork(
    CoefficientLayout layout, float[] filters, float[] weights, float[] bias) {
  public static final int SIZE = 224;
  private static final int KERNEL = 16;
  private static final int FEATURES = 8;

  /** Random filters; {@code weight} scales the heads' random weights, 0 gives a constant. */
  public static Deep3dNetwork random(
      CoefficientLayout layout, float[] bias, float weight, long seed) {
    Random random = new Random(seed);
    float[] filters = new float[FEATURES * 3 * KERNEL * KERNEL];
    for (int i = 0; i < filters.length; i++) {
      filters[i] = (float) random.nextGaussian() / KERNEL;
    }
    float[] weights = new float[layout.size() * FEATURES];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weight * (float) random.nextGaussian();
    }
    return new Deep3dNetwork(layout, filters, weights, bias);
  }

  /** What it makes of one crop, {@code float[3·224·224]}, computed in double precision. */
  public double[] apply(float[] crop) {
    double[] features = new double[FEATURES];
    int windows = SIZE / KERNEL;
    for (int f = 0; f < FEATURES; f++) {
      for (int window = 0; window < windows * windows; window++) {
        int top = window / windows * KERNEL;
        int left = window % windows * KERNEL;
        features[f] += Math.max(0, window(crop, f, top, left)) / (windows * windows);
      }
    }
    double[] out = new double[layout.size()];
    for (int c = 0; c < out.length; c++) {
      out[c] = bias[c];
      for (int f = 0; f < FEATURES; f++) {
        out[c] += weights[c * FEATURES + f] * features[f];
      }
    }
    return out;
  }

  private double window(float[] crop, int filter, int top, int left) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < KERNEL; y++) {
        for (int x = 0; x < KERNEL; x++) {
          sum +=
              filters[((filter * 3 + c) * KERNEL + y) * KERNEL + x]
                  * crop[(c * SIZE + top + y) * SIZE + left + x];
        }
      }
    }
    return sum;
  }

  /** The ONNX file: {@code input} to {@code coeffs}. */
  public byte[] onnx() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("deep3d")
            .addInput(TinyNetworks.value("input", "batch", 3, SIZE, SIZE))
            .addOutput(TinyNetworks.value("coeffs", "batch", layout.size()))
            .addInitializer(tensor("filters", filters, 0, FEATURES, 3, KERNEL, KERNEL))
            .addNode(
                node("Conv", List.of("input", "filters"), "conv")
                    .addAttribute(TinyNetworks.ints("strides", KERNEL, KERNEL)))
            .addNode(node("Relu", List.of("conv"), "relu"))
            .addNode(node("GlobalAveragePool", List.of("relu"), "features"));
    int[] heads = {
      layout.identity(), layout.expression(), layout.albedo(), 3, layout.lighting(), 2, 1
    };
    NodeProto.Builder concat =
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addOutput("heads")
            .addAttribute(TinyNetworks.integer("axis", 1));
    for (int h = 0, start = 0; h < heads.length; start += heads[h++]) {
      graph.addInitializer(tensor("w" + h, weights, start * FEATURES, heads[h], FEATURES, 1, 1));
      graph.addInitializer(tensor("b" + h, bias, start, heads[h]));
      graph.addNode(node("Conv", List.of("features", "w" + h, "b" + h), "head" + h));
      concat.addInput("head" + h);
    }
    AttributeProto axis = TinyNetworks.integer("axis", 1);
    return TinyNetworks.model(
        graph
            .addNode(concat)
            .addNode(node("Flatten", List.of("heads"), "coeffs").addAttribute(axis)));
  }

  private static NodeProto.Builder node(String type, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput(output);
  }

  private static TensorProto tensor(String name, float[] values, int from, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
    int count = 1;
    for (long size : shape) {
      tensor.addDims(size);
      count *= (int) size;
    }
    for (int i = from; i < from + count; i++) {
      tensor.addFloatData(values[i]);
    }
    return tensor.build();
  }
}
