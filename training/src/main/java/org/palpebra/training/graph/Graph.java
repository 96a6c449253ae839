package org.palpebra.training.graph;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph under construction: inputs, constants, nodes and outputs. Every tensor's shape is known;
 * the batch is fixed when the graph is built, and {@link #toModel(boolean)} can free it again.
 *
 * <p>Reals are float by default; a graph made with {@link ElementType#DOUBLE} computes everything
 * in double precision (for derivative checks). Not thread-safe.
 */
public final class Graph {
  private final ElementType real;
  private final int block;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final Map<String, Tensor> outputs = new LinkedHashMap<>();
  private final List<Initializer> initializers = new ArrayList<>();
  private final Map<Object, Tensor> constants = new HashMap<>();
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private String scope = "";

  /** A tensor whose values are part of the file: float[], double[], long[] or short[] (fp16). */
  record Initializer(Tensor tensor, Object values) {}

  public Graph() {
    this(ElementType.FLOAT);
  }

  /**
   * @param real {@link ElementType#FLOAT} or {@link ElementType#DOUBLE}
   */
  public Graph(ElementType real) {
    this(real, 0);
  }

  private Graph(ElementType real, int block) {
    if (!real.isReal()) {
      throw new IllegalArgumentException(real + " is not a real type");
    }
    this.real = real;
    this.block = block;
  }

  /**
   * A float graph for speed on the CPU of this machine: convolutions and what lies between them use
   * the runtime's blocked layout where the processor has one. The model is not portable, and runs
   * with the CPU provider only.
   */
  public static Graph local() {
    return new Graph(ElementType.FLOAT, BlockSize.find());
  }

  /** Like {@link #local()}, for blocks of a given number of channels; 0 for the plain layout. */
  static Graph withBlocks(int channels) {
    return new Graph(ElementType.FLOAT, channels);
  }

  /** Channels of a block of the blocked layout; 0 where this graph does not use it. */
  int block() {
    return block;
  }

  /** The type of this graph's reals. */
  public ElementType real() {
    return real;
  }

  /** A real input. */
  public Tensor input(String name, int... shape) {
    return input(name, real, shape);
  }

  public Tensor input(String name, ElementType type, int... shape) {
    Tensor tensor = new Tensor(this, unique(name), type, Shape.of(shape));
    if (inputs.putIfAbsent(name, tensor) != null || !tensor.name().equals(name)) {
      throw new IllegalArgumentException("the name " + name + " is taken");
    }
    return tensor;
  }

  /** Names a result of the graph; the name must be free. */
  public Tensor output(String name, Tensor tensor) {
    Tensor named = new Tensor(this, unique(name), tensor.type(), tensor.shape());
    if (!named.name().equals(name)) {
      throw new IllegalArgumentException("the name " + name + " is taken");
    }
    add("Identity", "", name, List.of(tensor), List.of(named), Map.of());
    outputs.put(name, named);
    return named;
  }

  public Map<String, Tensor> inputs() {
    return Collections.unmodifiableMap(inputs);
  }

  public Map<String, Tensor> outputs() {
    return Collections.unmodifiableMap(outputs);
  }

  /** A key and value that are written into the file. */
  public void describe(String key, String value) {
    metadata.put(key, value);
  }

  /** Real values as part of the file. */
  public Tensor constant(float[] values, int... shape) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return initializer("constant", wide, Shape.of(shape));
  }

  /** Real values as part of the file, rounded to the graph's real type. */
  public Tensor constant(double[] values, int... shape) {
    return initializer("constant", values, Shape.of(shape));
  }

  /** A named constant, such as a trained weight. */
  public Tensor initializer(String name, float[] values, int... shape) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return initializer(name, wide, Shape.of(shape));
  }

  private Tensor initializer(String name, double[] values, Shape shape) {
    requireSize(values.length, shape);
    if (real == ElementType.DOUBLE) {
      return initializer(name, ElementType.DOUBLE, shape, values.clone());
    }
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return initializer(name, ElementType.FLOAT, shape, narrow);
  }

  /** A constant stored as half floats (IEEE bits), to be {@link Tensor#cast cast} before use. */
  public Tensor halfInitializer(String name, short[] bits, int... shape) {
    requireSize(bits.length, Shape.of(shape));
    return initializer(name, ElementType.FLOAT16, Shape.of(shape), bits.clone());
  }

  /** Integer values as part of the file. */
  public Tensor integers(long[] values, int... shape) {
    requireSize(values.length, Shape.of(shape));
    return constants.computeIfAbsent(
        List.of(java.util.Arrays.toString(values), Shape.of(shape)),
        key -> initializer("integers", ElementType.INT64, Shape.of(shape), values.clone()));
  }

  Tensor integers(int... values) {
    long[] wide = java.util.Arrays.stream(values).asLongStream().toArray();
    return integers(wide, values.length);
  }

  int[] integerValues(Tensor tensor) {
    for (Initializer initializer : initializers) {
      if (initializer.tensor() == tensor && initializer.values() instanceof long[] values) {
        return java.util.Arrays.stream(values).mapToInt(v -> (int) v).toArray();
      }
    }
    throw new IllegalArgumentException(tensor + " is not an integer constant");
  }

  /** A real scalar of rank 0. */
  public Tensor scalar(double value) {
    return scalar(real, value);
  }

  Tensor scalar(ElementType type, double value) {
    Object key = List.of(type, value);
    return constants.computeIfAbsent(
        key,
        k ->
            switch (type) {
              case FLOAT -> initializer("scalar", type, Shape.of(), new float[] {(float) value});
              case DOUBLE -> initializer("scalar", type, Shape.of(), new double[] {value});
              case INT64 -> initializer("scalar", type, Shape.of(), new long[] {(long) value});
              default -> throw new IllegalArgumentException("no scalars of type " + type);
            });
  }

  /** The same value everywhere (one scalar in the file, expanded by a node). */
  public Tensor constant(ElementType type, Shape shape, double value) {
    return shape.rank() == 0 ? scalar(type, value) : scalar(type, value).expand(shape);
  }

  public Tensor zeros(ElementType type, Shape shape) {
    return constant(type, shape, 0);
  }

  private Tensor initializer(String name, ElementType type, Shape shape, Object values) {
    Tensor tensor = new Tensor(this, unique(name), type, shape);
    initializers.add(new Initializer(tensor, values));
    return tensor;
  }

  private static void requireSize(int length, Shape shape) {
    if (length != shape.size()) {
      throw new IllegalArgumentException(length + " values for shape " + shape);
    }
  }

  /** Prefix of the names of nodes made from now on; returns the former prefix. */
  public String scope(String prefix) {
    String former = scope;
    scope = prefix;
    return former;
  }

  /** Emits a node with one output. */
  Tensor node(
      String operator,
      Map<String, Object> attributes,
      ElementType type,
      Shape shape,
      Tensor... in) {
    return nodes(operator, "", attributes, List.of(type), List.of(shape), in).get(0);
  }

  /** Emits a node. */
  List<Tensor> nodes(
      String operator,
      String domain,
      Map<String, Object> attributes,
      List<ElementType> types,
      List<Shape> shapes,
      Tensor... in) {
    String name = unique(scope + operator);
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      String output = shapes.size() == 1 ? name + ".out" : name + ".out" + i;
      results.add(new Tensor(this, output, types.get(i), shapes.get(i)));
    }
    add(operator, domain, name, List.of(in), results, attributes);
    return results;
  }

  private void add(
      String operator,
      String domain,
      String name,
      List<Tensor> in,
      List<Tensor> out,
      Map<String, Object> attributes) {
    for (Tensor tensor : in) {
      if (tensor.graph() != this) {
        throw new IllegalArgumentException(tensor + " belongs to another graph");
      }
    }
    Node node =
        new Node(operator, domain, name, List.copyOf(in), List.copyOf(out), attributes, null);
    out.forEach(tensor -> tensor.producedBy(node));
    nodes.add(node);
  }

  /**
   * Gives outputs that were computed from inputs by any nodes a derivative rule of their own, which
   * {@link Gradients} follows instead of the nodes' rules.
   *
   * @param name what the step is called in errors
   */
  public void derive(String name, List<Tensor> in, List<Tensor> out, GradientRule rule) {
    nodes.add(
        new Node(
            name, "", unique(scope + name), List.copyOf(in), List.copyOf(out), Map.of(), rule));
  }

  /**
   * Gives a value that other nodes computed the derivative rule of the operator it stands for.
   *
   * @param result not one of the inputs
   * @return the result
   */
  Tensor standsFor(String operator, Map<String, Object> attributes, Tensor result, Tensor... in) {
    nodes.add(
        new Node(
            operator,
            "",
            unique(scope + operator),
            List.of(in),
            List.of(result),
            attributes,
            GradientRules.find(operator)));
    return result;
  }

  private String unique(String name) {
    int count = names.merge(name, 1, Integer::sum);
    return count == 1 ? name : unique(name + "_" + count);
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Those of the nodes that the tensors need, in order; without those that only carry a rule. */
  static List<Node> needed(List<Node> nodes, Collection<Tensor> tensors) {
    Set<Tensor> needed = new HashSet<>(tensors);
    List<Node> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.rule == null && node.outputs.stream().anyMatch(needed::contains)) {
        needed.addAll(node.inputs);
        kept.add(node);
      }
    }
    Collections.reverse(kept);
    return kept;
  }

  /** The nodes that a file has which gives the tensors. */
  List<Node> writtenNodes(Collection<Tensor> tensors) {
    return block > 0 ? BlockedLayout.rewrite(this, tensors) : needed(nodes, tensors);
  }

  /** The nodes that the action emits, which the graph does not keep. */
  List<Node> record(Runnable action) {
    List<Node> own = new ArrayList<>(nodes);
    nodes.clear();
    try {
      action.run();
      return new ArrayList<>(nodes);
    } finally {
      nodes.clear();
      nodes.addAll(own);
    }
  }

  List<Initializer> initializers() {
    return initializers;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** The file's content with every extent fixed. */
  public OnnxMl.ModelProto toModel() {
    return toModel(false);
  }

  /**
   * The file's content; nodes, inputs and constants that no output needs are left out.
   *
   * @param freeBatch whether the first extent of inputs and outputs is written as the free
   *     dimension {@code N}; right for graphs that treat the elements of a batch alike
   */
  public OnnxMl.ModelProto toModel(boolean freeBatch) {
    List<Node> written = writtenNodes(outputs.values());
    return new ModelWriter(this, freeBatch)
        .write(block > 0 ? DirectOutputs.of(written, outputs.values()) : written);
  }
}
