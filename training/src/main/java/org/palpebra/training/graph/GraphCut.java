package org.palpebra.training.graph;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A graph in two: what a tensor depends on, and the rest. The first model also gives every tensor
 * that the rest goes on with, such as activations for the way back, so that nothing but constants
 * and changes of shape is computed twice.
 *
 * @param first from some of the graph's inputs to the tensor of the cut and what is kept, under the
 *     graph's own names
 * @param second from the rest of the inputs, and what is kept, to the graph's outputs
 * @param firstInputs names of the graph's inputs that the first model takes
 * @param secondInputs names of the graph's inputs that the second model takes
 * @param kept names of the tensors that go from the first model to the second
 */
record GraphCut(
    OnnxMl.ModelProto first,
    OnnxMl.ModelProto second,
    Set<String> firstInputs,
    Set<String> secondInputs,
    Set<String> kept) {
  /** Operators that cost a copy at most: it is repeated rather than kept. */
  private static final Set<String> CHEAP =
      Set.of("Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

  /**
   * Cuts behind a tensor.
   *
   * @param late an input that only the second model may take
   * @throws IllegalArgumentException if the tensor depends on it
   */
  static GraphCut behind(Tensor tensor, Tensor late) {
    return new Cutter(tensor.graph(), tensor).cut(tensor, late);
  }

  private static final class Cutter {
    private final Graph graph;
    private final List<Node> nodes;
    private final Set<Node> constant = new HashSet<>();

    Cutter(Graph graph, Tensor tensor) {
      this.graph = graph;
      List<Tensor> given = new ArrayList<>(graph.outputs().values());
      given.add(tensor);
      this.nodes = graph.writtenNodes(given);
      Set<Tensor> varying = new HashSet<>(graph.inputs().values());
      for (Node node : nodes) {
        if (node.inputs.stream().anyMatch(varying::contains)) {
          varying.addAll(node.outputs);
        } else {
          constant.add(node);
        }
      }
    }

    GraphCut cut(Tensor tensor, Tensor late) {
      Set<Tensor> before = new HashSet<>(List.of(tensor));
      Set<Node> first = new HashSet<>();
      collect(before, node -> true, first);
      if (before.contains(late)) {
        throw new IllegalArgumentException(
            tensor + " depends on " + late + ", which is known after it only");
      }
      Set<Tensor> after = new HashSet<>(graph.outputs().values());
      Set<Node> second = new HashSet<>();
      collect(after, node -> !first.contains(node) || repeated(node, tensor), second);
      Set<Tensor> kept = new LinkedHashSet<>();
      kept.add(tensor);
      for (Node node : ordered(first)) {
        for (Tensor output : node.outputs) {
          if (after.contains(output) && !second.contains(node)) {
            kept.add(output);
          }
        }
      }
      List<Tensor> firstInputs = inputs(before);
      List<Tensor> secondInputs = inputs(after);
      List<Tensor> taken = new ArrayList<>(secondInputs);
      kept.stream().filter(after::contains).forEach(taken::add);
      ModelWriter writer = new ModelWriter(graph, false);
      return new GraphCut(
          writer.write(firstInputs, kept, ordered(first)),
          writer.write(taken, graph.outputs().values(), ordered(second)),
          names(firstInputs),
          names(secondInputs),
          names(taken.subList(secondInputs.size(), taken.size())));
    }

    private boolean repeated(Node node, Tensor tensor) {
      boolean cheap = constant.contains(node) || CHEAP.contains(node.operator);
      return cheap && !node.outputs.contains(tensor);
    }

    /** Adds the nodes behind the tensors, as far as the way back goes, and what they take. */
    private void collect(Set<Tensor> needed, Predicate<Node> open, Set<Node> collected) {
      for (int i = nodes.size() - 1; i >= 0; i--) {
        Node node = nodes.get(i);
        if (node.outputs.stream().anyMatch(needed::contains) && open.test(node)) {
          collected.add(node);
          needed.addAll(node.inputs);
        }
      }
    }

    private List<Node> ordered(Set<Node> chosen) {
      return nodes.stream().filter(chosen::contains).toList();
    }

    private List<Tensor> inputs(Set<Tensor> needed) {
      return graph.inputs().values().stream().filter(needed::contains).toList();
    }

    private static Set<String> names(List<Tensor> tensors) {
      Set<String> names = new LinkedHashSet<>();
      tensors.forEach(tensor -> names.add(tensor.name()));
      return Collections.unmodifiableSet(names);
    }
  }
}
