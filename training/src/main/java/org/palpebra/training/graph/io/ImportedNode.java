package org.palpebra.training.graph.io;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Parameters.Kind;

/** A node of a file as a {@link Conversion} sees it: attributes and operands. */
final class ImportedNode {
  private final NodeProto proto;
  private final ImportScope scope;

  ImportedNode(NodeProto proto, ImportScope scope) {
    this.proto = proto;
    this.scope = scope;
  }

  NodeProto proto() {
    return proto;
  }

  ImportScope scope() {
    return scope;
  }

  Graph graph() {
    return scope.graph();
  }

  String operator() {
    return proto.getOpType();
  }

  /** The node's name; nameless nodes are called by their first output. */
  String name() {
    return proto.getName().isEmpty()
        ? proto.getOutputCount() == 0 ? "without name" : proto.getOutput(0)
        : proto.getName();
  }

  long opset() {
    return scope.file().opset();
  }

  /** Operands, left-out ones at the end not counted. */
  int count() {
    int count = proto.getInputCount();
    while (count > 0 && proto.getInput(count - 1).isEmpty()) {
      count--;
    }
    return count;
  }

  boolean has(int input) {
    return input < proto.getInputCount() && !proto.getInput(input).isEmpty();
  }

  Tensor tensor(int input) {
    Tensor tensor = has(input) ? scope.tensor(proto.getInput(input)) : null;
    if (tensor == null) {
      throw has(input)
          ? error("reads " + proto.getInput(input) + ", which nothing before it produces")
          : error("lacks input " + input);
    }
    return tensor;
  }

  /** All operands. */
  List<Tensor> tensors() {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      tensors.add(tensor(i));
    }
    return tensors;
  }

  /** The value of an operand that the file states, else null. */
  @Nullable Literal literal(int input) {
    return has(input) ? scope.literal(proto.getInput(input)) : null;
  }

  /** An operand that is a layer's own: what the file states becomes a parameter of the kind. */
  Tensor weight(int input, Kind kind) {
    Literal literal = literal(input);
    return literal == null ? tensor(input) : scope.parameter(literal, kind);
  }

  /** Values of an operand that must be constant. */
  int[] integers(int input, String what) {
    long[] wide = constant(input, what).integers();
    int[] narrow = new int[wide.length];
    for (int i = 0; i < wide.length; i++) {
      // Slices say "to the end" by the greatest long.
      narrow[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, wide[i]));
    }
    return narrow;
  }

  double[] reals(int input, String what) {
    return constant(input, what).reals();
  }

  double real(int input, String what) {
    double[] values = reals(input, what);
    if (values.length != 1) {
      throw error(what + " has " + values.length + " values instead of one");
    }
    return values[0];
  }

  private Literal constant(int input, String what) {
    Literal literal = literal(input);
    if (literal == null) {
      throw error(
          has(input)
              ? what + " depends on the network's input; export with fixed " + what
              : "lacks " + what);
    }
    return literal;
  }

  @Nullable AttributeProto attribute(String name) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  int integer(String name, int fallback) {
    AttributeProto attribute = attribute(name);
    return attribute == null
        ? fallback
        : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, attribute.getI()));
  }

  boolean flag(String name, boolean fallback) {
    return integer(name, fallback ? 1 : 0) != 0;
  }

  double real(String name, double fallback) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? fallback : attribute.getF();
  }

  String text(String name, String fallback) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? fallback : attribute.getS().toStringUtf8();
  }

  int @Nullable [] integers(String name) {
    AttributeProto attribute = attribute(name);
    return attribute == null
        ? null
        : attribute.getIntsList().stream()
            .mapToInt(v -> (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, v)))
            .toArray();
  }

  int[] integers(String name, int... fallback) {
    int[] values = integers(name);
    return values == null ? fallback : values;
  }

  /** Values of an attribute that became an operand in later operator sets; null when absent. */
  int @Nullable [] integers(String attribute, int input) {
    int[] values = integers(attribute);
    return values != null || !has(input) ? values : integers(input, attribute);
  }

  /** Refuses an attribute that has another value. */
  void require(String name, String expected) {
    String value = text(name, expected);
    if (!value.equals(expected)) {
      throw error(name + "=" + value + " is not supported, only " + expected);
    }
  }

  PalpebraException error(String message) {
    return scope.file().error(place() + ": " + message);
  }

  PalpebraException error(String message, Exception cause) {
    return scope.file().error(place() + ": " + message, cause);
  }

  private String place() {
    String producer = proto.getInputCount() == 0 ? "nothing" : scope.producer(proto.getInput(0));
    return "node " + name() + " (operator " + operator() + ", fed by " + producer + ")";
  }
}
