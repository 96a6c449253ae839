package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reverse-mode differentiation: walks a graph backwards and emits derivatives as nodes. */
public final class Gradients {
  private final Set<Tensor> active = new HashSet<>();
  private final Map<Tensor, List<Tensor>> contributions = new HashMap<>();

  private Gradients() {}

  /**
   * Derivatives of a scalar.
   *
   * @param loss one element
   * @param variables any tensors of the same graph
   * @return one tensor per variable, of its shape; zeros where the loss does not depend on it
   * @throws UnsupportedOperationException when an operator on the way has no derivative rule; the
   *     message names operator, node and the producer of its first input
   */
  public static List<Tensor> of(Tensor loss, List<Tensor> variables) {
    if (loss.shape().size() != 1) {
      throw new IllegalArgumentException("loss of shape " + loss.shape() + ", not one element");
    }
    Tensor one = loss.graph().constant(loss.type(), loss.shape(), 1);
    return of(loss, one, variables);
  }

  /**
   * Vector-Jacobian products.
   *
   * @param output what is differentiated
   * @param seed weights of the output's elements, same shape
   * @param variables any tensors of the same graph
   * @return derivatives of {@code sum(seed · output)}, one tensor per variable
   */
  public static List<Tensor> of(Tensor output, Tensor seed, List<Tensor> variables) {
    if (!seed.shape().equals(output.shape())) {
      throw new IllegalArgumentException(
          "seed of shape " + seed.shape() + " for an output of shape " + output.shape());
    }
    return new Gradients().walk(output, seed, variables);
  }

  private List<Tensor> walk(Tensor output, Tensor seed, List<Tensor> variables) {
    List<Node> nodes = List.copyOf(output.graph().nodes());
    active.addAll(variables);
    for (Node node : nodes) {
      if (node.inputs.stream().anyMatch(active::contains)) {
        node.outputs.stream().filter(t -> t.type().isReal()).forEach(active::add);
      } else if (node.rule != null) {
        node.outputs.forEach(active::remove);
      }
    }
    contribute(output, seed);
    Set<Tensor> covered = new HashSet<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      visit(nodes.get(i), covered);
    }
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor variable : variables) {
      Tensor gradient = total(variable);
      gradients.add(
          gradient != null ? gradient : variable.graph().zeros(variable.type(), variable.shape()));
    }
    return gradients;
  }

  private void visit(Node node, Set<Tensor> covered) {
    boolean open =
        node.outputs.stream().anyMatch(t -> contributions.containsKey(t) && !covered.contains(t));
    if (!open || node.inputs.stream().noneMatch(active::contains)) {
      return;
    }
    List<@Nullable Tensor> gradients = new ArrayList<>();
    for (Tensor tensor : node.outputs) {
      gradients.add(covered.contains(tensor) ? null : total(tensor));
    }
    if (node.rule != null) {
      covered.addAll(node.outputs);
    }
    rule(node).apply(new BackwardStep(node, gradients, active::contains, this::contribute));
  }

  private static GradientRule rule(Node node) {
    GradientRule rule = node.rule != null ? node.rule : GradientRules.find(node.operator);
    if (rule == null) {
      Node producer = node.inputs.isEmpty() ? null : node.inputs.get(0).producer();
      throw new UnsupportedOperationException(
          "operator "
              + node.operator
              + " (node "
              + node.name
              + ", fed by "
              + (producer == null ? "an input" : producer.operator + " " + producer.name)
              + ") has no derivative rule");
    }
    return rule;
  }

  private void contribute(Tensor tensor, Tensor gradient) {
    contributions.computeIfAbsent(tensor, key -> new ArrayList<>()).add(gradient);
  }

  private @Nullable Tensor total(Tensor tensor) {
    List<Tensor> parts = contributions.get(tensor);
    if (parts == null) {
      return null;
    }
    Tensor sum = parts.get(0);
    for (Tensor part : parts.subList(1, parts.size())) {
      sum = sum.add(part);
    }
    parts.clear();
    parts.add(sum);
    return sum;
  }
}
