package org.palpebra.training.graph.io;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Random;

/** Builds ONNX files by hand, as other programs write them. */
final class Sketch {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sketch");
  private final ModelProto.Builder model =
      ModelProto.newBuilder().setIrVersion(7).setProducerName("sketch");

  Sketch(int opset) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
  }

  ModelProto.Builder builder() {
    return model;
  }

  GraphProto.Builder graph() {
    return graph;
  }

  private static ValueInfoProto info(String name, Object... extents) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object extent : extents) {
      TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
      if (extent instanceof Integer number) {
        dimension.setDimValue(number);
      } else {
        dimension.setDimParam(extent.toString());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape)))
        .build();
  }

  /** A float input; extents are numbers or symbols. */
  Sketch input(String name, Object... extents) {
    graph.addInput(info(name, extents));
    return this;
  }

  /** A float output. */
  Sketch output(String name, Object... extents) {
    graph.addOutput(info(name, extents));
    return this;
  }

  /** An output of which only the name is told. */
  Sketch bareOutput(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    return this;
  }

  static TensorProto integerTensor(String name, long... values) {
    TensorProto.Builder proto = TensorProto.newBuilder().setName(name).setDataType(7);
    proto.addDims(values.length);
    for (long value : values) {
      proto.addInt64Data(value);
    }
    return proto.build();
  }

  /** Shape none means a scalar. */
  static TensorProto floatTensor(String name, float[] values, int... shape) {
    TensorProto.Builder proto = TensorProto.newBuilder().setName(name).setDataType(1);
    for (int extent : shape) {
      proto.addDims(extent);
    }
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.allocate(4 * values.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return proto.setRawData(ByteString.copyFrom(bytes.array())).build();
  }

  Sketch integers(String name, long... values) {
    graph.addInitializer(integerTensor(name, values));
    return this;
  }

  Sketch floats(String name, float[] values, int... shape) {
    graph.addInitializer(floatTensor(name, values, shape));
    return this;
  }

  /** Normally distributed values. */
  Sketch weights(String name, Random random, double deviation, int... shape) {
    int size = java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return floats(name, values, shape);
  }

  /** A Constant node. */
  Sketch constant(String name, TensorProto value) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Constant")
            .setName("const_" + name)
            .addOutput(name)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeType.TENSOR)
                    .setT(value)));
    return this;
  }

  /**
   * A node with one output.
   *
   * @param inputs separated by blanks; {@code _} for one that is left out
   */
  Sketch node(String operator, String output, String inputs, Map<String, Object> attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(operator).setName("/" + output + "/" + operator);
    for (String name : inputs.split(" ", -1)) {
      node.addInput(name.equals("_") ? "" : name);
    }
    for (String name : output.split(" ", -1)) {
      node.addOutput(name);
    }
    attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
    graph.addNode(node);
    return this;
  }

  Sketch node(String operator, String output, String inputs) {
    return node(operator, output, inputs, Map.of());
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
    if (value instanceof Integer integer) {
      return proto.setType(AttributeType.INT).setI(integer).build();
    }
    if (value instanceof Double real) {
      return proto.setType(AttributeType.FLOAT).setF(real.floatValue()).build();
    }
    if (value instanceof String text) {
      return proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text)).build();
    }
    if (value instanceof float[] reals) {
      proto.setType(AttributeType.FLOATS);
      for (float real : reals) {
        proto.addFloats(real);
      }
      return proto.build();
    }
    proto.setType(AttributeType.INTS);
    for (int integer : (int[]) value) {
      proto.addInts(integer);
    }
    return proto.build();
  }

  ModelProto model() {
    return model.clone().setGraph(graph).build();
  }
}
