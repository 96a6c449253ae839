package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A value of a {@link Graph}: the result of a node, an input or a constant. Methods emit nodes and
 * return their results; nothing is computed. Arithmetic broadcasts by NumPy's rule; negative axes
 * count from the end. Convolution and pooling are in {@link NeuralOps}, further activations in
 * {@link Activations}, normalisation in {@link Normalisations}, reading and writing by index in
 * {@link Indexing}, resizing and sampling of images in {@link Images}.
 */
public final class Tensor {
  private final Graph graph;
  private final String name;
  private final ElementType type;
  private final Shape shape;
  private @Nullable Node producer;

  Tensor(Graph graph, String name, ElementType type, Shape shape) {
    this.graph = graph;
    this.name = name;
    this.type = type;
    this.shape = shape;
  }

  public Graph graph() {
    return graph;
  }

  public String name() {
    return name;
  }

  public ElementType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  @Nullable Node producer() {
    return producer;
  }

  void producedBy(Node node) {
    producer = node;
  }

  private Tensor unary(String operator) {
    return graph.node(operator, Map.of(), type, shape, this);
  }

  private Tensor binary(String operator, Tensor other, ElementType result) {
    if (other.type != type) {
      throw new IllegalArgumentException(operator + " of " + this + " and " + other);
    }
    return graph.node(operator, Map.of(), result, Shape.broadcast(shape, other.shape), this, other);
  }

  public Tensor add(Tensor other) {
    return binary("Add", other, type);
  }

  public Tensor add(double other) {
    return add(graph.scalar(type, other));
  }

  public Tensor sub(Tensor other) {
    return binary("Sub", other, type);
  }

  public Tensor sub(double other) {
    return sub(graph.scalar(type, other));
  }

  public Tensor mul(Tensor other) {
    return binary("Mul", other, type);
  }

  public Tensor mul(double other) {
    return mul(graph.scalar(type, other));
  }

  public Tensor div(Tensor other) {
    return binary("Div", other, type);
  }

  public Tensor div(double other) {
    return mul(1 / other);
  }

  public Tensor min(Tensor other) {
    return binary("Min", other, type);
  }

  public Tensor max(Tensor other) {
    return binary("Max", other, type);
  }

  /** This to a constant power. */
  public Tensor pow(double exponent) {
    return binary("Pow", graph.scalar(type, exponent), type);
  }

  public Tensor pow(Tensor exponent) {
    return binary("Pow", exponent, type);
  }

  public Tensor square() {
    return mul(this);
  }

  public Tensor neg() {
    return unary("Neg");
  }

  public Tensor abs() {
    return unary("Abs");
  }

  /** The greatest integer that is not greater; its derivative is zero. */
  public Tensor floor() {
    return unary("Floor");
  }

  /** The least integer that is not less; its derivative is zero. */
  public Tensor ceil() {
    return unary("Ceil");
  }

  /** The nearest integer, halves to the even one; its derivative is zero. */
  public Tensor round() {
    return unary("Round");
  }

  /** −1, 0 or 1; its derivative is zero. */
  public Tensor sign() {
    return unary("Sign");
  }

  public Tensor sqrt() {
    return unary("Sqrt");
  }

  public Tensor reciprocal() {
    return unary("Reciprocal");
  }

  public Tensor exp() {
    return unary("Exp");
  }

  public Tensor log() {
    return unary("Log");
  }

  public Tensor sin() {
    return unary("Sin");
  }

  public Tensor cos() {
    return type == ElementType.DOUBLE
        ? graph.standsFor("Cos", Map.of(), add(Math.PI / 2).sin(), this)
        : unary("Cos");
  }

  /** The error function; single precision only. */
  public Tensor erf() {
    return unary("Erf");
  }

  public Tensor tanh() {
    return unary("Tanh");
  }

  public Tensor sigmoid() {
    return unary("Sigmoid");
  }

  /** {@code log(1 + exp(this))}, without overflow. */
  public Tensor softplus() {
    if (type == ElementType.FLOAT) {
      return unary("Softplus");
    }
    Tensor wide = relu().add(abs().neg().exp().add(1).log());
    return graph.standsFor("Softplus", Map.of(), wide, this);
  }

  public Tensor relu() {
    return unary("Relu");
  }

  /**
   * @param slope factor of negative values
   */
  public Tensor leakyRelu(double slope) {
    Map<String, Object> attributes = Map.of("alpha", slope);
    return type == ElementType.DOUBLE
        ? graph.standsFor("LeakyRelu", attributes, DoubleForms.leakyRelu(this, slope), this)
        : graph.node("LeakyRelu", attributes, type, shape, this);
  }

  /**
   * @param slope factor of negative values, broadcast to this shape: [C, 1, 1] for one per channel
   */
  public Tensor prelu(Tensor slope) {
    return type == ElementType.DOUBLE
        ? graph.standsFor("PRelu", Map.of(), DoubleForms.prelu(this, slope), this, slope)
        : graph.node("PRelu", Map.of(), type, shape, this, slope);
  }

  /** The nearest value in [low, high]; derivative 1 inside, 0 outside. */
  public Tensor clip(double low, double high) {
    return graph.node(
        "Clip", Map.of(), type, shape, this, graph.scalar(type, low), graph.scalar(type, high));
  }

  /** {@code exp / sum(exp)} along one axis. */
  public Tensor softmax(int axis) {
    return graph.node("Softmax", Map.of("axis", (long) shape.axis(axis)), type, shape, this);
  }

  public Tensor greater(Tensor other) {
    return binary("Greater", other, ElementType.BOOL);
  }

  public Tensor greater(double other) {
    return greater(graph.scalar(type, other));
  }

  public Tensor less(Tensor other) {
    return binary("Less", other, ElementType.BOOL);
  }

  public Tensor less(double other) {
    return less(graph.scalar(type, other));
  }

  public Tensor equal(Tensor other) {
    return binary("Equal", other, ElementType.BOOL);
  }

  /** Of type {@link ElementType#BOOL}. */
  public Tensor not() {
    return unary("Not");
  }

  public Tensor and(Tensor other) {
    return binary("And", other, ElementType.BOOL);
  }

  public Tensor or(Tensor other) {
    return binary("Or", other, ElementType.BOOL);
  }

  /**
   * Elementwise choice.
   *
   * @param condition of type {@link ElementType#BOOL}; all three broadcast together
   */
  public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
    Shape shape = Shape.broadcast(condition.shape, Shape.broadcast(yes.shape, no.shape));
    return condition.graph.node("Where", Map.of(), yes.type, shape, condition, yes, no);
  }

  public Tensor cast(ElementType to) {
    if (to == type) {
      return this;
    }
    return graph.node("Cast", Map.of("to", (long) to.onnx()), to, shape, this);
  }

  /** The same values, through which no derivative flows. */
  public Tensor stopGradient() {
    Tensor copy = unary("Identity");
    graph.derive("StopGradient", List.of(), List.of(copy), step -> {});
    return copy;
  }

  /** Sum over the given axes (all when none is given), which disappear. */
  public Tensor sum(int... axes) {
    return reduce("ReduceSum", false, axes);
  }

  /** Sum over the given axes (all when none is given), which stay with extent 1. */
  public Tensor sumKeep(int... axes) {
    return reduce("ReduceSum", true, axes);
  }

  /** Sum of all squares, in one pass; no derivative flows through it. */
  public Tensor sumOfSquares() {
    return shape.rank() == 0 ? square() : reduce("ReduceSumSquare", false);
  }

  /** Sum of scalars, in one node; no derivative flows through it. */
  public static Tensor sum(List<Tensor> scalars) {
    Tensor first = scalars.get(0);
    return first.graph.node(
        "Sum", Map.of(), first.type, first.shape, scalars.toArray(Tensor[]::new));
  }

  /** Mean over the given axes (all when none is given), which disappear. */
  public Tensor mean(int... axes) {
    return reduce("ReduceMean", false, axes);
  }

  /** Mean over the given axes (all when none is given), which stay with extent 1. */
  public Tensor meanKeep(int... axes) {
    return reduce("ReduceMean", true, axes);
  }

  /** Maximum over the given axes; ties share the derivative equally. */
  public Tensor maxOver(boolean keep, int... axes) {
    return reduce("ReduceMax", keep, axes);
  }

  /** Minimum over the given axes; ties share the derivative equally. */
  public Tensor minOver(boolean keep, int... axes) {
    return reduce("ReduceMin", keep, axes);
  }

  /** Position of the greatest value along an axis, which disappears: INT64, no derivative. */
  public Tensor argMax(int axis) {
    return graph.node(
        "ArgMax",
        Map.of("axis", (long) shape.axis(axis), "keepdims", 0L),
        ElementType.INT64,
        shape.without(axis),
        this);
  }

  private Tensor reduce(String operator, boolean keep, int... axes) {
    int[] all = axes.length == 0 ? IntStream.range(0, shape.rank()).toArray() : axes.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] = shape.axis(all[i]);
    }
    Arrays.sort(all);
    if (all.length == 0) {
      return this;
    }
    return graph.node(
        operator,
        Map.of("keepdims", keep ? 1L : 0L),
        type,
        keep ? shape.reduced(all) : shape.without(all),
        this,
        graph.integers(all));
  }

  /** Sums the axes along which {@code target} was broadcast to this shape. */
  Tensor sumTo(Shape target) {
    if (target.equals(shape)) {
      return this;
    }
    int extra = shape.rank() - target.rank();
    if (extra < 0) {
      return expand(target);
    }
    int[] axes =
        IntStream.range(0, shape.rank())
            .filter(i -> i < extra || (target.get(i - extra) == 1 && shape.get(i) != 1))
            .toArray();
    Tensor summed = axes.length == 0 ? this : sumKeep(axes).reshapeTo(target, false);
    return summed.shape.equals(target) ? summed : summed.expand(target);
  }

  /**
   * The same elements in another shape; one extent may be −1. When the first extent stays, the file
   * takes it from the input, so that the batch can be freed.
   */
  public Tensor reshape(int... extents) {
    int[] resolved = extents.clone();
    int known = 1;
    int open = -1;
    for (int i = 0; i < resolved.length; i++) {
      if (resolved[i] == -1) {
        open = i;
      } else {
        known *= resolved[i];
      }
    }
    if (open >= 0) {
      resolved[open] = known == 0 ? 0 : shape.size() / known;
    }
    return reshapeTo(Shape.of(resolved), true);
  }

  Tensor reshapeTo(Shape target, boolean followBatch) {
    if (target.size() != shape.size()) {
      throw new IllegalArgumentException(shape + " does not reshape to " + target);
    }
    if (target.equals(shape)) {
      return this;
    }
    long[] extents = target.toLongs();
    if (followBatch && target.rank() > 1 && shape.rank() > 0 && target.get(0) == shape.get(0)) {
      extents[0] = 0;
    }
    return graph.node(
        "Reshape", Map.of(), type, target, this, graph.integers(extents, extents.length));
  }

  /** [N, …] as [N, product of the rest]. */
  public Tensor flatten() {
    return reshape(shape.get(0), shape.product(1, shape.rank()));
  }

  /** Inserts an axis of extent 1 before the given one (rank = at the end). */
  public Tensor unsqueeze(int axis) {
    int[] extents = new int[shape.rank() + 1];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = i < axis ? shape.get(i) : i == axis ? 1 : shape.get(i - 1);
    }
    return reshapeTo(Shape.of(extents), true);
  }

  /** Drops an axis of extent 1. */
  public Tensor squeeze(int axis) {
    return reshapeTo(shape.without(axis), true);
  }

  /** Axis i of the result is axis {@code order[i]} of this. */
  public Tensor transpose(int... order) {
    if (Arrays.equals(order, IntStream.range(0, shape.rank()).toArray())) {
      return this;
    }
    return graph.node(
        "Transpose", Map.of("perm", order.clone()), type, shape.permuted(order), this);
  }

  /** Broadcasts to a shape. */
  public Tensor expand(Shape target) {
    Shape result = Shape.broadcast(shape, target);
    if (result.equals(shape)) {
      return this;
    }
    long[] extents = result.toLongs();
    return graph.node(
        "Expand", Map.of(), type, result, this, graph.integers(extents, extents.length));
  }

  /** Elements start … end − 1 of one axis; negative bounds count from the end. */
  public Tensor slice(int axis, int start, int end) {
    return slice(axis, start, end, 1);
  }

  /**
   * Elements start, start + step, … below end of one axis.
   *
   * @param step ≥ 1
   */
  public Tensor slice(int axis, int start, int end, int step) {
    int extent = shape.get(axis);
    int from = start < 0 ? start + extent : start;
    int to = end < 0 ? end + extent : end;
    if (from < 0 || to > extent || from >= to || step < 1) {
      throw new IllegalArgumentException(
          "slice " + start + ":" + end + ":" + step + " of axis " + axis + " of " + shape);
    }
    if (from == 0 && to == extent && step == 1) {
      return this;
    }
    return graph.node(
        "Slice",
        Map.of(),
        type,
        shape.with(axis, (to - from + step - 1) / step),
        this,
        graph.integers(from),
        graph.integers(to),
        graph.integers(shape.axis(axis)),
        graph.integers(step));
  }

  /** Reverses the order along the given axes. */
  public Tensor flip(int... axes) {
    int[] starts = new int[axes.length];
    int[] ends = new int[axes.length];
    int[] steps = new int[axes.length];
    Arrays.fill(starts, -1);
    Arrays.fill(ends, Integer.MIN_VALUE);
    Arrays.fill(steps, -1);
    return graph.node(
        "Slice",
        Map.of(),
        type,
        shape,
        this,
        graph.integers(starts),
        graph.integers(ends),
        graph.integers(axes),
        graph.integers(steps));
  }

  /** Cuts an axis into parts of the given extents. */
  public List<Tensor> split(int axis, int... extents) {
    if (Arrays.stream(extents).sum() != shape.get(axis)) {
      throw new IllegalArgumentException(
          "parts " + Arrays.toString(extents) + " of axis " + axis + " of " + shape);
    }
    List<Shape> shapes = Arrays.stream(extents).mapToObj(e -> shape.with(axis, e)).toList();
    return graph.nodes(
        "Split",
        "",
        Map.of("axis", (long) shape.axis(axis)),
        Collections.nCopies(extents.length, type),
        shapes,
        this,
        graph.integers(extents));
  }

  /** Joins tensors along an axis; their other extents are equal. */
  public static Tensor concat(int axis, List<Tensor> parts) {
    Tensor first = parts.get(0);
    int total = 0;
    for (Tensor part : parts) {
      if (!part.shape.with(axis, 1).equals(first.shape.with(axis, 1))) {
        throw new IllegalArgumentException(
            "cannot join " + first.shape + " and " + part.shape + " along axis " + axis);
      }
      total += part.shape.get(axis);
    }
    if (parts.size() == 1) {
      return first;
    }
    return first.graph.node(
        "Concat",
        Map.of("axis", (long) first.shape.axis(axis)),
        first.type,
        first.shape.with(axis, total),
        parts.toArray(new Tensor[0]));
  }

  /**
   * Elements of an axis by index.
   *
   * @param indices INT64, any shape; replaces the axis in the result's shape
   */
  public Tensor gather(int axis, Tensor indices) {
    int at = shape.axis(axis);
    List<Integer> extents = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      if (i == at) {
        Arrays.stream(indices.shape.toArray()).forEach(extents::add);
      } else {
        extents.add(shape.get(i));
      }
    }
    return graph.node(
        "Gather",
        Map.of("axis", (long) at),
        type,
        Shape.of(extents.stream().mapToInt(Integer::intValue).toArray()),
        this,
        indices);
  }

  /** Elements of an axis by constant indices. */
  public Tensor gather(int axis, int... indices) {
    return gather(axis, graph.integers(indices));
  }

  /** Adds zeros: {@code before[i]} and {@code after[i]} of them along axis i. */
  public Tensor pad(int[] before, int[] after) {
    return pad(before, after, 0);
  }

  /** Adds elements of one value: {@code before[i]} and {@code after[i]} of them along axis i. */
  public Tensor pad(int[] before, int[] after, double value) {
    int[] pads = new int[2 * before.length];
    Shape result = shape;
    for (int i = 0; i < before.length; i++) {
      pads[i] = before[i];
      pads[before.length + i] = after[i];
      result = result.with(i, shape.get(i) + before[i] + after[i]);
    }
    if (result.equals(shape)) {
      return this;
    }
    Tensor amounts = graph.integers(pads);
    return value == 0
        ? graph.node("Pad", Map.of(), type, result, this, amounts)
        : graph.node("Pad", Map.of(), type, result, this, amounts, graph.scalar(type, value));
  }

  /** Matrix product over the last two axes; leading axes broadcast. Ranks ≥ 2. */
  public Tensor matmul(Tensor other) {
    if (shape.rank() < 2 || other.shape.rank() < 2 || shape.get(-1) != other.shape.get(-2)) {
      throw new IllegalArgumentException("matrix product of " + shape + " and " + other.shape);
    }
    Shape left = shape.without(-1, -2);
    Shape right = other.shape.without(-1, -2);
    int[] batch = Shape.broadcast(left, right).toArray();
    int[] extents = Arrays.copyOf(batch, batch.length + 2);
    extents[batch.length] = shape.get(-2);
    extents[batch.length + 1] = other.shape.get(-1);
    return graph.node("MatMul", Map.of(), type, Shape.of(extents), this, other);
  }

  /** Exchanges the last two axes. */
  public Tensor matrixTranspose() {
    int[] order = IntStream.range(0, shape.rank()).toArray();
    order[order.length - 1] = order.length - 2;
    order[order.length - 2] = order.length - 1;
    return transpose(order);
  }

  /** {@code op(this) · op(other)} for two matrices, transposed where asked. */
  public Tensor gemm(Tensor other, boolean transposeThis, boolean transposeOther) {
    return product(other, transposeThis, transposeOther, this, other);
  }

  /** As the other {@code gemm}, plus a value for each column. */
  public Tensor gemm(Tensor other, boolean transposeThis, boolean transposeOther, Tensor bias) {
    return product(other, transposeThis, transposeOther, this, other, bias);
  }

  private Tensor product(
      Tensor other, boolean transposeThis, boolean transposeOther, Tensor... inputs) {
    int rows = shape.get(transposeThis ? 1 : 0);
    int inner = shape.get(transposeThis ? 0 : 1);
    int columns = other.shape.get(transposeOther ? 0 : 1);
    if (inner != other.shape.get(transposeOther ? 1 : 0)) {
      throw new IllegalArgumentException("matrix product of " + shape + " and " + other.shape);
    }
    return graph.node(
        "Gemm",
        Map.of("transA", transposeThis ? 1L : 0L, "transB", transposeOther ? 1L : 0L),
        type,
        Shape.of(rows, columns),
        inputs);
  }

  @Override
  public String toString() {
    return name + " " + type + shape;
  }
}
