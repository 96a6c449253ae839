package org.palpebra.training.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model that runs another one several times in a row, as the body of an ONNX {@code Loop}: what
 * goes from one turn to the next need not leave ONNX Runtime, nor the device.
 *
 * <p>The model has the names of the one that it repeats. Outputs that are the next turn's inputs
 * keep their shapes and come out of the last turn. Every other output is gathered, its turns along
 * the first axis. Inputs that differ from turn to turn get a first axis for the turns; further
 * inputs are the same in each.
 */
public final class Repetition {
  /** Input of the model: how many turns to make, an int64 scalar, at most the number built for. */
  public static final String TURNS = "turns";

  private static final String BODY = "turn.";
  private static final String INDEX = BODY + "index";
  private static final String GOING_IN = BODY + "going_in";
  private static final String GOING_OUT = BODY + "going_out";

  private final GraphProto once;
  private final Map<String, String> carried;
  private final Set<String> varying;

  /** Inputs that are the same in every turn. */
  private final Set<String> shared = new HashSet<>();

  private Repetition(GraphProto once, Map<String, String> carried, Set<String> varying) {
    this.once = once;
    this.carried = carried;
    this.varying = varying;
    once.getInputList().forEach(input -> shared.add(input.getName()));
    shared.removeAll(carried.keySet());
    shared.removeAll(varying);
  }

  /**
   * Wraps a model.
   *
   * @param once with all shapes fixed
   * @param most greatest number of turns: first extent of the inputs that differ
   * @param carried output by the input that it is in the next turn, of the same shape
   * @param varying inputs that differ from turn to turn
   */
  public static ModelProto of(
      ModelProto once, int most, Map<String, String> carried, Set<String> varying) {
    Map<String, String> ordered = new LinkedHashMap<>(carried);
    GraphProto graph = new Repetition(once.getGraph(), ordered, Set.copyOf(varying)).graph(most);
    return once.toBuilder().setGraph(graph).build();
  }

  private GraphProto graph(int most) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("repeated");
    graph.addInput(scalar(TURNS, DataType.INT64));
    for (ValueInfoProto input : once.getInputList()) {
      graph.addInput(
          varying.contains(input.getName())
              ? along(input, Dimension.newBuilder().setDimValue(most))
              : input);
    }
    NodeProto.Builder loop =
        NodeProto.newBuilder().setOpType("Loop").setName("loop").addInput(TURNS).addInput("");
    carried.forEach((input, output) -> loop.addInput(input).addOutput(output));
    gathered().forEach(loop::addOutput);
    loop.addAttribute(
        AttributeProto.newBuilder()
            .setName("body")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(body()));
    Dimension.Builder turns = Dimension.newBuilder().setDimParam(TURNS);
    for (ValueInfoProto output : once.getOutputList()) {
      graph.addOutput(carried.containsValue(output.getName()) ? output : along(output, turns));
    }
    return graph.addNode(loop).build();
  }

  private List<String> gathered() {
    return once.getOutputList().stream()
        .map(ValueInfoProto::getName)
        .filter(name -> !carried.containsValue(name))
        .toList();
  }

  private GraphProto body() {
    GraphProto.Builder body = GraphProto.newBuilder().setName("turn");
    body.addInput(scalar(INDEX, DataType.INT64)).addInput(scalar(GOING_IN, DataType.BOOL));
    body.addOutput(scalar(GOING_OUT, DataType.BOOL));
    body.addNode(node("Identity", List.of(GOING_IN), GOING_OUT));
    Map<String, ValueInfoProto> inputs = byName(once.getInputList());
    Map<String, ValueInfoProto> outputs = byName(once.getOutputList());
    carried.forEach(
        (input, output) -> {
          body.addInput(inner(value(inputs, input)));
          body.addOutput(inner(value(outputs, output)));
        });
    gathered().forEach(output -> body.addOutput(inner(value(outputs, output))));
    for (ValueInfoProto input : once.getInputList()) {
      if (varying.contains(input.getName())) {
        body.addNode(node("Gather", List.of(input.getName(), INDEX), inner(input.getName())));
      }
    }
    once.getInitializerList()
        .forEach(i -> body.addInitializer(i.toBuilder().setName(inner(i.getName()))));
    once.getNodeList().forEach(node -> body.addNode(inner(node)));
    return body.build();
  }

  private static Map<String, ValueInfoProto> byName(List<ValueInfoProto> values) {
    return values.stream().collect(Collectors.toMap(ValueInfoProto::getName, value -> value));
  }

  private static ValueInfoProto value(Map<String, ValueInfoProto> values, String name) {
    ValueInfoProto value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the model has no " + name + " to carry over");
    }
    return value;
  }

  /** Names in the body must differ from those around it; an empty one is a missing input. */
  private String inner(String name) {
    return name.isEmpty() || shared.contains(name) ? name : BODY + name;
  }

  private ValueInfoProto inner(ValueInfoProto value) {
    return value.toBuilder().setName(inner(value.getName())).build();
  }

  private NodeProto inner(NodeProto node) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    node.getInputList().forEach(name -> inputs.add(inner(name)));
    node.getOutputList().forEach(name -> outputs.add(inner(name)));
    return node.toBuilder()
        .clearInput()
        .addAllInput(inputs)
        .clearOutput()
        .addAllOutput(outputs)
        .build();
  }

  private static NodeProto node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }

  private static ValueInfoProto scalar(String name, DataType type) {
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(type.getNumber())
            .setShape(TensorShapeProto.getDefaultInstance())
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** The value with another axis in front. */
  private static ValueInfoProto along(ValueInfoProto value, Dimension.Builder first) {
    TypeProto.Tensor tensor = value.getType().getTensorType();
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(first)
            .addAllDim(tensor.getShape().getDimList())
            .build();
    return value.toBuilder()
        .setType(TypeProto.newBuilder().setTensorType(tensor.toBuilder().setShape(shape)))
        .build();
  }
}
