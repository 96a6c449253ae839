package org.palpebra.training.graph;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes a graph as an ONNX model. */
final class ModelWriter {
  private static final int IR_VERSION = 9;
  private static final int OPSET = 18;
  static final String MICROSOFT = "com.microsoft";

  private final Graph graph;
  private final boolean freeBatch;

  ModelWriter(Graph graph, boolean freeBatch) {
    this.graph = graph;
    this.freeBatch = freeBatch;
  }

  /**
   * Writes the graph.
   *
   * @param nodes in order
   */
  OnnxMl.ModelProto write(List<Node> nodes) {
    return write(graph.inputs().values(), graph.outputs().values(), nodes);
  }

  /**
   * Writes a part of the graph.
   *
   * @param nodes in order
   */
  OnnxMl.ModelProto write(Collection<Tensor> inputs, Collection<Tensor> outputs, List<Node> nodes) {
    Set<Tensor> needed = new HashSet<>(outputs);
    Set<String> domains = new TreeSet<>();
    for (Node node : nodes) {
      needed.addAll(node.inputs);
      domains.add(node.domain);
    }
    OnnxMl.GraphProto.Builder body = OnnxMl.GraphProto.newBuilder().setName("palpebra");
    inputs.forEach(t -> body.addInput(info(t)));
    outputs.forEach(t -> body.addOutput(info(t)));
    graph.initializers().stream()
        .filter(i -> needed.contains(i.tensor()))
        .forEach(i -> body.addInitializer(tensor(i.tensor(), i.values())));
    nodes.forEach(node -> body.addNode(node(node)));
    OnnxMl.ModelProto.Builder model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("palpebra")
            .setGraph(body)
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPSET));
    domains.remove("");
    for (String domain : domains) {
      model.addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
    }
    graph
        .metadata()
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  private OnnxMl.ValueInfoProto info(Tensor tensor) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    for (int i = 0; i < tensor.shape().rank(); i++) {
      OnnxMl.TensorShapeProto.Dimension.Builder dimension =
          OnnxMl.TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          freeBatch && i == 0
              ? dimension.setDimParam("N")
              : dimension.setDimValue(tensor.shape().get(i)));
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(tensor.name())
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(tensor.type().onnx())
                        .setShape(shape)))
        .build();
  }

  private static OnnxMl.NodeProto node(Node node) {
    OnnxMl.NodeProto.Builder proto =
        OnnxMl.NodeProto.newBuilder()
            .setOpType(node.operator)
            .setName(node.name)
            .setDomain(node.domain);
    node.inputs.forEach(t -> proto.addInput(t.name()));
    node.outputs.forEach(t -> proto.addOutput(t.name()));
    node.attributes.forEach((name, value) -> proto.addAttribute(attribute(name, value)));
    return proto.build();
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long integer) {
      proto.setType(AttributeProto.AttributeType.INT).setI(integer);
    } else if (value instanceof Double real) {
      proto.setType(AttributeProto.AttributeType.FLOAT).setF(real.floatValue());
    } else if (value instanceof int[] integers) {
      proto.setType(AttributeProto.AttributeType.INTS);
      for (int integer : integers) {
        proto.addInts(integer);
      }
    } else if (value instanceof String text) {
      proto.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
    } else {
      throw new IllegalArgumentException("attribute " + name + " of " + value.getClass());
    }
    return proto.build();
  }

  private static OnnxMl.TensorProto tensor(Tensor tensor, Object values) {
    OnnxMl.TensorProto.Builder proto =
        OnnxMl.TensorProto.newBuilder()
            .setName(tensor.name())
            .setDataType(tensor.type().onnx())
            .setRawData(ByteString.copyFrom(bytes(tensor.shape().size(), values)));
    for (long extent : tensor.shape().toLongs()) {
      proto.addDims(extent);
    }
    return proto.build();
  }

  private static byte[] bytes(int size, Object values) {
    ByteBuffer buffer = ByteBuffer.allocate(size * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int width;
    if (values instanceof float[] floats) {
      buffer.asFloatBuffer().put(floats);
      width = Float.BYTES;
    } else if (values instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(doubles);
      width = Double.BYTES;
    } else if (values instanceof long[] longs) {
      buffer.asLongBuffer().put(longs);
      width = Long.BYTES;
    } else if (values instanceof short[] halves) {
      buffer.asShortBuffer().put(halves);
      width = Short.BYTES;
    } else {
      throw new IllegalArgumentException("constants of " + values.getClass());
    }
    return java.util.Arrays.copyOf(buffer.array(), size * width);
  }
}
