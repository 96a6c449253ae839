package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets nodes give a graph's outputs under their own names, where they would be copied for the name
 * only. The runtime spares itself such copies only of results that nothing else reads.
 */
final class DirectOutputs {
  private final Map<Tensor, Tensor> named = new HashMap<>();
  private final Set<Node> copies = new HashSet<>();

  private DirectOutputs(List<Node> nodes, Set<Tensor> outputs) {
    Set<Tensor> made = new HashSet<>();
    for (Node node : nodes) {
      made.addAll(node.outputs);
      boolean copy = node.operator.equals("Identity") && outputs.contains(node.outputs.get(0));
      Tensor source = copy ? node.inputs.get(0) : null;
      if (source != null
          && made.contains(source)
          && !outputs.contains(source)
          && named.putIfAbsent(source, node.outputs.get(0)) == null) {
        copies.add(node);
      }
    }
  }

  /** The nodes, in order, without copies. */
  static List<Node> of(List<Node> nodes, Collection<Tensor> outputs) {
    return new DirectOutputs(nodes, new HashSet<>(outputs)).rest(nodes);
  }

  private List<Node> rest(List<Node> nodes) {
    List<Node> rest = new ArrayList<>();
    for (Node node : nodes) {
      if (!copies.contains(node)) {
        rest.add(
            new Node(
                node.operator,
                node.domain,
                node.name,
                renamed(node.inputs),
                renamed(node.outputs),
                node.attributes,
                node.rule));
      }
    }
    return rest;
  }

  private List<Tensor> renamed(List<Tensor> tensors) {
    return tensors.stream().map(tensor -> named.getOrDefault(tensor, tensor)).toList();
  }
}
