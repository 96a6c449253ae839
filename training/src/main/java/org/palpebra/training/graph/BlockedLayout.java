package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.BlockedNodes.Tail;

/**
 * Rewrites the nodes of a graph so that images stay in ONNX Runtime's blocked layout from
 * convolution to convolution, forwards and backwards. The runtime does this itself only for
 * convolutions whose kernels are constants, which those of a training step are not.
 *
 * <p>An image is laid out plainly again where an operator without a blocked form reads it.
 */
final class BlockedLayout {
  private static final Set<String> ELEMENTWISE =
      Set.of(
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Max",
          "Min",
          "Relu",
          "Greater",
          "Cast",
          "Sqrt",
          "Neg",
          "HardSigmoid");
  private static final Set<String> REDUCTIONS = Set.of("ReduceMean", "ReduceSum");

  private final Graph graph;
  private final List<Node> plain;
  private final BlockedNodes nodes;
  private final BlockedKernels kernels;
  private final Map<Tensor, Tensor> blocked = new HashMap<>();
  private final Set<Tensor> onlyBlocked = new HashSet<>();
  private final Map<Tensor, List<Node>> consumers = new HashMap<>();
  private final Set<Node> fused = new HashSet<>();

  private BlockedLayout(Graph graph, List<Node> plain) {
    this.graph = graph;
    this.plain = plain;
    this.nodes = new BlockedNodes(graph);
    this.kernels = new BlockedKernels(nodes);
    for (Node node : plain) {
      for (Tensor input : node.inputs) {
        consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
      }
    }
  }

  /** The nodes of a graph with blocks, rewritten; the graph keeps its own. */
  static List<Node> rewrite(Graph graph, Collection<Tensor> tensors) {
    BlockedLayout layout = new BlockedLayout(graph, Graph.needed(graph.nodes(), tensors));
    return Graph.needed(graph.record(() -> layout.emit(tensors)), tensors);
  }

  private void emit(Collection<Tensor> tensors) {
    for (Node node : plain) {
      if (!fused.contains(node) && !emitBlocked(node)) {
        node.inputs.forEach(this::restore);
        graph.nodes().add(node);
      }
    }
    tensors.forEach(this::restore);
  }

  private void restore(Tensor tensor) {
    if (onlyBlocked.remove(tensor)) {
      graph.nodes().add(nodes.restore(twin(tensor), tensor));
    }
  }

  /** The blocked form of an image. */
  private Tensor twin(Tensor image) {
    return blocked.computeIfAbsent(image, nodes::reorder);
  }

  private boolean isBlocked(Tensor tensor) {
    return blocked.containsKey(tensor);
  }

  private void put(Tensor plainResult, Tensor blockedResult) {
    blocked.put(plainResult, blockedResult);
    onlyBlocked.add(plainResult);
  }

  private boolean emitBlocked(Node node) {
    if (node.operator.equals("ReorderOutput")) {
      put(node.outputs.get(0), node.inputs.get(0));
      return true;
    }
    if (node.operator.equals("ReorderInput") && isBlocked(node.inputs.get(0))) {
      alias(node, twin(node.inputs.get(0)));
      return true;
    }
    if (node.operator.equals("MaxPool")) {
      return maxPool(node);
    }
    if (!node.domain.isEmpty() || node.outputs.size() != 1) {
      return false;
    }
    if (node.operator.equals("Conv")) {
      return convolution(node);
    }
    if (node.inputs.stream().noneMatch(this::isBlocked)) {
      return false;
    }
    return switch (node.operator) {
      case "BatchNormalization" -> batchNorm(node);
      case "GlobalAveragePool" -> globalMean(node);
      default ->
          REDUCTIONS.contains(node.operator)
              ? reduction(node)
              : ELEMENTWISE.contains(node.operator) && (elementwise(node) || perChannel(node));
    };
  }

  private boolean convolution(Node node) {
    Tensor x = node.inputs.get(0);
    Tensor kernel = node.inputs.get(1);
    Shape output = node.outputs.get(0).shape();
    boolean thin = x.shape().get(1) < nodes.block();
    boolean suits =
        x.type() == ElementType.FLOAT
            && node.integer("group", 1) == 1
            && nodes.fits(output)
            && (thin || nodes.fits(x.shape()));
    if (!suits) {
      return false;
    }
    if (thin) {
      restore(x);
    }
    Tensor bias = node.inputs.size() > 2 ? node.inputs.get(2) : null;
    Tensor image = thin ? x : twin(x);
    End end = end(node.outputs.get(0));
    restore(kernel);
    put(
        end.result(),
        nodes.convolution(image, kernels.of(kernel), bias, Window.of(node), output, end.tail()));
    return true;
  }

  private boolean batchNorm(Node node) {
    Tensor x = node.inputs.get(0);
    if (!isBlocked(x)) {
      return false;
    }
    node.inputs.stream().skip(1).forEach(this::restore);
    Tensor inverse = node.inputs.get(4).add(node.real("epsilon", 1e-5)).sqrt().reciprocal();
    Tensor scale = node.inputs.get(1).mul(inverse);
    Tensor shift = node.inputs.get(2).sub(node.inputs.get(3).mul(scale));
    affine(node, x, scale, shift);
    return true;
  }

  private void affine(Node node, Tensor x, Tensor scale, Tensor shift) {
    End end = end(node.outputs.get(0));
    put(end.result(), nodes.affine(twin(x), scale, shift, end.tail()));
  }

  /** Arithmetic of an image with one value per channel, [C, 1, 1]. */
  private boolean perChannel(Node node) {
    Tensor image = node.inputs.get(0);
    Tensor values = node.inputs.get(node.inputs.size() - 1);
    int channels = image.shape().rank() == 4 ? image.shape().get(1) : 0;
    if (!isBlocked(image)
        || image.type() != ElementType.FLOAT
        || !values.shape().equals(Shape.of(channels, 1, 1))) {
      return false;
    }
    restore(values);
    Tensor flat = values.reshapeTo(Shape.of(channels), false);
    Tensor one = graph.constant(image.type(), flat.shape(), 1);
    switch (node.operator) {
      case "Mul" -> affine(node, image, flat, graph.zeros(image.type(), flat.shape()));
      case "Add" -> affine(node, image, one, flat);
      case "Sub" -> affine(node, image, one, flat.neg());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The same operator on blocked images of one shape and scalars. */
  private boolean elementwise(Node node) {
    Tensor result = node.outputs.get(0);
    for (Tensor input : node.inputs) {
      boolean same = input.shape().equals(result.shape());
      boolean reorders = isBlocked(input) || input.type() == ElementType.FLOAT;
      if (input.shape().size() != 1 && !(same && reorders && nodes.fits(input.shape()))) {
        return false;
      }
    }
    Tensor[] inputs =
        node.inputs.stream()
            .map(input -> input.shape().size() == 1 ? input : twin(input))
            .toArray(Tensor[]::new);
    put(result, graph.node(node.operator, node.attributes, result.type(), result.shape(), inputs));
    return true;
  }

  /** A pooling whose winners nobody asks for. */
  private boolean maxPool(Node node) {
    Tensor image = node.inputs.get(0);
    if (!isBlocked(image) || consumers.containsKey(node.outputs.get(1))) {
      return false;
    }
    Tensor result = node.outputs.get(0);
    put(result, nodes.emit("MaxPool", node.attributes, result.shape(), twin(image)));
    return true;
  }

  private boolean globalMean(Node node) {
    alias(node, nodes.means(twin(node.inputs.get(0))));
    return true;
  }

  private void alias(Node node, Tensor result) {
    graph
        .nodes()
        .add(new Node("Identity", "", node.name, List.of(result), node.outputs, Map.of(), null));
  }

  /** Mean or sum over samples and positions. */
  private boolean reduction(Node node) {
    Tensor image = node.inputs.get(0);
    int[] axes = graph.integerValues(node.inputs.get(1));
    boolean suits =
        isBlocked(image)
            && image.type() == ElementType.FLOAT
            && java.util.Arrays.equals(axes, new int[] {0, 2, 3})
            && node.integer("keepdims", 1) == 0;
    if (!suits) {
      return false;
    }
    Tensor perSample = nodes.means(twin(image));
    Shape shape = image.shape();
    Tensor reduced =
        node.operator.equals("ReduceMean")
            ? perSample.mean(axes)
            : perSample.sum(axes).mul(shape.get(2) * shape.get(3));
    alias(node, reduced);
    return true;
  }

  /** What a convolution's result is after the steps that it can do itself. */
  private record End(Tensor result, Tail tail) {}

  private End end(Tensor convolved) {
    Tensor result = convolved;
    Tensor sum = null;
    Node next = onlyConsumer(result);
    if (next != null && next.operator.equals("Add")) {
      Tensor other = other(next, result);
      if (other != null && onlyBlocked.contains(other)) {
        fused.add(next);
        sum = twin(other);
        result = next.outputs.get(0);
        next = onlyConsumer(result);
      }
    }
    boolean relu = next != null && next.operator.equals("Relu");
    if (relu) {
      fused.add(Objects.requireNonNull(next));
      result = next.outputs.get(0);
    }
    return new End(result, new Tail(sum, relu));
  }

  private @Nullable Node onlyConsumer(Tensor tensor) {
    List<Node> all = consumers.getOrDefault(tensor, List.of());
    return all.size() == 1 ? all.get(0) : null;
  }

  /** The other operand of the same shape. */
  private static @Nullable Tensor other(Node add, Tensor operand) {
    Tensor other = add.inputs.get(0) == operand ? add.inputs.get(1) : add.inputs.get(0);
    return other != operand && other.shape().equals(operand.shape()) ? other : null;
  }
}
