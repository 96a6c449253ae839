package org.palpebra.training.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One application of an operator.
 *
 * <p>A <em>derived</em> node has a {@link #rule} of its own and is not written to the file: it
 * tells {@link Gradients} how to go from outputs to inputs in one step, over the ordinary nodes
 * between them.
 */
final class Node {
  final String operator;
  final String domain;
  final String name;
  final List<Tensor> inputs;
  final List<Tensor> outputs;
  final Map<String, Object> attributes;
  final @Nullable GradientRule rule;

  Node(
      String operator,
      String domain,
      String name,
      List<Tensor> inputs,
      List<Tensor> outputs,
      Map<String, Object> attributes,
      @Nullable GradientRule rule) {
    this.operator = operator;
    this.domain = domain;
    this.name = name;
    this.inputs = inputs;
    this.outputs = outputs;
    this.attributes = attributes;
    this.rule = rule;
  }

  long integer(String attribute, long fallback) {
    return attributes.get(attribute) instanceof Long value ? value : fallback;
  }

  double real(String attribute, double fallback) {
    return attributes.get(attribute) instanceof Double value ? value : fallback;
  }

  int[] integers(String attribute) {
    if (!(attributes.get(attribute) instanceof int[] values)) {
      throw new IllegalStateException(operator + " " + name + " has no attribute " + attribute);
    }
    return values;
  }
}
