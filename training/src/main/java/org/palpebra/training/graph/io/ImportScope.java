package org.palpebra.training.graph.io;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters.Kind;

/** The values known while one file is being built into one graph. */
final class ImportScope {
  private final OnnxFile file;
  private final Net net;
  private final ImportOptions options;
  private final Rebatching rebatching;
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Map<String, Literal> literals;
  private final Map<String, String> producers = new HashMap<>();

  /**
   * A batch other than the one that a file fixes.
   *
   * @param from the file's
   * @param to the graph's; the same where nothing changes
   */
  record Rebatching(int from, int to) {
    boolean changes() {
      return from != to;
    }
  }

  ImportScope(OnnxFile file, Net net, ImportOptions options, Rebatching rebatching) {
    this.file = file;
    this.net = net;
    this.options = options;
    this.rebatching = rebatching;
    this.literals = new HashMap<>(file.literals());
  }

  OnnxFile file() {
    return file;
  }

  Net net() {
    return net;
  }

  Graph graph() {
    return net.graph();
  }

  ImportOptions options() {
    return options;
  }

  Rebatching rebatching() {
    return rebatching;
  }

  void put(String name, Tensor tensor) {
    tensors.put(name, tensor);
  }

  void put(String name, Literal literal) {
    literals.put(name, literal);
  }

  void producedBy(String name, String node) {
    producers.put(name, node);
  }

  /** Operator and name of the node behind a value. */
  String producer(String name) {
    return producers.getOrDefault(name, literals.containsKey(name) ? "a constant" : "an input");
  }

  @Nullable Literal literal(String name) {
    return literals.get(name);
  }

  /** A value as a tensor of the graph; null when nothing produced it. */
  @Nullable Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    Literal literal = literals.get(name);
    if (tensor == null && literal != null) {
      Kind kind = literal.proto().getDimsCount() > 1 ? Kind.WEIGHT : Kind.BIAS;
      return literal.trainable() ? parameter(literal, kind) : constant(literal);
    }
    return tensor;
  }

  String parameterName(Literal literal) {
    return options.prefix() + literal.name();
  }

  /** A value of the file as a parameter of the net, which the net's own value precedes. */
  Tensor parameter(Literal literal, Kind kind) {
    return net.parameter(
        parameterName(literal),
        kind,
        (shape, random) -> floats(literal.reals()),
        literal.shape().toArray());
  }

  private static float[] floats(double[] wide) {
    float[] narrow = new float[wide.length];
    for (int i = 0; i < wide.length; i++) {
      narrow[i] = (float) wide[i];
    }
    return narrow;
  }

  private Tensor constant(Literal literal) {
    Shape shape = literal.shape();
    if (!literal.isReal()) {
      Tensor integers = graph().integers(literal.integers(), shape.toArray());
      return literal.isBool() ? integers.cast(ElementType.BOOL) : integers;
    }
    double[] values = literal.reals();
    return shape.rank() == 0
        ? graph().scalar(values[0])
        : graph().constant(values, shape.toArray());
  }
}
