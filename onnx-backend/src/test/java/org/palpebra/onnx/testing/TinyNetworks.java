package org.palpebra.onnx.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/** Networks small enough to compute by hand. */
public final class TinyNetworks {
  private TinyNetworks() {}

  /** {@code closed[n]} = the mean of patch n. */
  public static byte[] meanOfPatch(int size) {
    return model(
        GraphProto.newBuilder()
            .setName("mean")
            .addInput(value("eyes", "N", 1, size, size))
            .addOutput(value("closed", "N"))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("ReduceMean")
                    .addInput("eyes")
                    .addOutput("closed")
                    .addAttribute(ints("axes", 1, 2, 3))
                    .addAttribute(integer("keepdims", 0))));
  }

  /** {@code coefficients[n][c]} = 0. */
  public static byte[] zeros(int size, int coefficients) {
    return channels(size, coefficients, 0, 0);
  }

  /** {@code coefficients[n][c]} = c + the mean of red + 10 · green + 100 · blue of crop n. */
  public static byte[] meanOfChannels(int size, int coefficients) {
    return channels(size, coefficients, 1, 1);
  }

  private static byte[] channels(int size, int coefficients, float weight, float step) {
    TensorProto.Builder weights =
        TensorProto.newBuilder().setName("w").setDataType(1).addDims(3).addDims(coefficients);
    TensorProto.Builder bias =
        TensorProto.newBuilder().setName("b").setDataType(1).addDims(coefficients);
    for (int channel = 0; channel < 3; channel++) {
      for (int c = 0; c < coefficients; c++) {
        weights.addFloatData(weight * (float) Math.pow(10, channel));
      }
    }
    for (int c = 0; c < coefficients; c++) {
      bias.addFloatData(step * c);
    }
    return model(
        GraphProto.newBuilder()
            .setName("channels")
            .addInput(value("image", "N", 3, size, size))
            .addOutput(value("coefficients", "N", coefficients))
            .addInitializer(weights)
            .addInitializer(bias)
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("ReduceMean")
                    .addInput("image")
                    .addOutput("mean")
                    .addAttribute(ints("axes", 2, 3))
                    .addAttribute(integer("keepdims", 0)))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Gemm")
                    .addInput("mean")
                    .addInput("w")
                    .addInput("b")
                    .addOutput("coefficients")));
  }

  /** {@code closed[n]} = patch n times numbers that lie in another file. */
  public static byte[] withNumbersFrom(String file, int size) {
    return model(
        GraphProto.newBuilder()
            .setName("elsewhere")
            .addInput(value("eyes", "N", 1, size, size))
            .addOutput(value("closed", "N"))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("numbers")
                    .setDataType(1)
                    .addDims(1)
                    .addDims(1)
                    .addDims(size)
                    .addDims(size)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(file)))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Conv")
                    .addInput("eyes")
                    .addInput("numbers")
                    .addOutput("product"))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("ReduceMean")
                    .addInput("product")
                    .addOutput("closed")
                    .addAttribute(ints("axes", 1, 2, 3))
                    .addAttribute(integer("keepdims", 0))));
  }

  static byte[] model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  static ValueInfoProto value(String name, String batch, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(batch));
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(dims)))
        .build();
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }
}
