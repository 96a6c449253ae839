package org.palpebra.training.graph.io;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/**
 * Computes what does not depend on the network's inputs or weights, such as the shape that a
 * Reshape is given: the runtime itself runs those nodes, each as a model of its own.
 */
final class ConstantFolder {
  private static final String TYPE_PREFIX = "ONNX_TENSOR_ELEMENT_DATA_TYPE_";

  private ConstantFolder() {}

  /**
   * @return the node's outputs by name; empty when it depends on more than constants
   */
  static Map<String, Literal> fold(ImportedNode node) {
    NodeProto proto = node.proto();
    Literal direct =
        switch (node.operator()) {
          case "Constant" -> constant(node);
          case "Shape" -> shape(node);
          case "Size" -> size(node);
          case "Identity", "Cast" -> alias(node);
          default -> null;
        };
    if (direct != null) {
      return Map.of(proto.getOutput(0), direct);
    }
    return isConstant(node) ? run(node) : Map.of();
  }

  private static boolean isConstant(ImportedNode node) {
    if (node.count() == 0) {
      return false;
    }
    for (int i = 0; i < node.count(); i++) {
      Literal literal = node.literal(i);
      if (node.has(i) && (literal == null || literal.trainable())) {
        return false;
      }
    }
    return true;
  }

  private static Literal constant(ImportedNode node) {
    for (AttributeProto attribute : node.proto().getAttributeList()) {
      Literal literal = stated(node, attribute);
      if (literal != null) {
        return literal;
      }
    }
    throw node.error("has no dense numeric value; export it again");
  }

  private static @Nullable Literal stated(ImportedNode node, AttributeProto attribute) {
    String output = node.proto().getOutput(0);
    return switch (attribute.getName()) {
      case "value" -> node.scope().file().literal(output, attribute.getT(), false);
      case "value_int" -> Literal.integers(output, new long[] {attribute.getI()});
      case "value_ints" -> {
        long[] values = attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
        yield Literal.integers(output, values, values.length);
      }
      case "value_float" -> Literal.reals(output, List.of(attribute.getF()), true);
      case "value_floats" -> Literal.reals(output, attribute.getFloatsList(), false);
      default -> null;
    };
  }

  /** A weight under another name, or widened from half precision, is the same weight. */
  private static @Nullable Literal alias(ImportedNode node) {
    Literal literal = node.literal(0);
    if (literal == null || !literal.trainable()) {
      return null;
    }
    int to = node.integer("to", literal.proto().getDataType());
    boolean real =
        new Literal("", TensorProto.newBuilder().setDataType(to).build(), false).isReal();
    return real ? literal : null;
  }

  private static Shape inputShape(ImportedNode node) {
    Literal literal = node.literal(0);
    if (literal != null) {
      return literal.shape();
    }
    Tensor tensor = node.tensor(0);
    return tensor.shape();
  }

  private static Literal shape(ImportedNode node) {
    Shape shape = inputShape(node);
    int from = bound(node.integer("start", 0), shape.rank());
    int to = bound(node.integer("end", shape.rank()), shape.rank());
    long[] extents = new long[Math.max(0, to - from)];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = shape.get(from + i);
    }
    return Literal.integers(node.proto().getOutput(0), extents, extents.length);
  }

  private static int bound(int axis, int rank) {
    return Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  }

  private static Literal size(ImportedNode node) {
    return Literal.integers(node.proto().getOutput(0), new long[] {inputShape(node).size()});
  }

  private static Map<String, Literal> run(ImportedNode node) {
    Map<String, Literal> results = new LinkedHashMap<>();
    try (GraphSession session = GraphSession.of(model(node), 1)) {
      Map<String, OnnxTensor> outputs = session.run(Map.of());
      outputs.forEach((name, tensor) -> results.put(name, new Literal(name, proto(tensor), false)));
      outputs.values().forEach(OnnxTensor::close);
    } catch (PalpebraException e) {
      throw node.error("cannot be computed: " + e.getMessage(), e);
    }
    return results;
  }

  private static ModelProto model(ImportedNode node) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("constants").addNode(node.proto());
    Map<String, TensorProto> initializers = new LinkedHashMap<>();
    for (int i = 0; i < node.count(); i++) {
      Literal literal = node.literal(i);
      if (literal != null) {
        String name = node.proto().getInput(i);
        initializers.put(name, literal.proto().toBuilder().setName(name).build());
      }
    }
    initializers.values().forEach(graph::addInitializer);
    node.proto().getOutputList().stream()
        .filter(name -> !name.isEmpty())
        .forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
    ModelProto model = node.scope().file().model();
    return ModelProto.newBuilder()
        .setIrVersion(model.getIrVersion())
        .addAllOpsetImport(model.getOpsetImportList())
        .setGraph(graph)
        .build();
  }

  /** The runtime's Java API numbers element types in its own way, but names them as ONNX does. */
  private static TensorProto proto(OnnxTensor tensor) {
    String type = tensor.getInfo().onnxType.name().substring(TYPE_PREFIX.length());
    return TensorProto.newBuilder()
        .setDataType(TensorProto.DataType.valueOf(type).getNumber())
        .addAllDims(LongStream.of(tensor.getInfo().getShape()).boxed().toList())
        .setRawData(ByteString.copyFrom(tensor.getByteBuffer()))
        .build();
  }
}
