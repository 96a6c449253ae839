package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Gradients;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

/**
 * A loss that stands alone: named inputs, its value, and its derivatives by the inputs that have
 * one.
 *
 * @param name such as {@code landmarks}, for a file {@code loss-landmarks.onnx}
 * @param meaning in one line
 * @param inputs in order
 * @param variables names of the inputs by which the file gives derivatives
 * @param loss emits the loss from the inputs by name
 */
public record LossFile(
    String name, String meaning, List<LossPort> inputs, List<String> variables, Formula loss) {
  /** Name of the value's output. */
  public static final String LOSS = "loss";

  /** Prefix of the derivatives' outputs. */
  public static final String GRADIENT = "gradient_";

  public LossFile {
    inputs = List.copyOf(inputs);
    variables = List.copyOf(variables);
  }

  /** Emits a loss. */
  @FunctionalInterface
  public interface Formula {
    Tensor of(Map<String, Tensor> inputs);
  }

  /** Builds the graph for a batch, single precision. */
  public Graph build(int batch) {
    return build(batch, ElementType.FLOAT);
  }

  /**
   * Builds the graph: the outputs are {@value #LOSS} of shape [1] and {@value #GRADIENT} followed
   * by a variable's name. Shapes, units and meanings stand in its metadata.
   *
   * @param batch B, fixed in the file
   * @param real FLOAT or DOUBLE
   */
  public Graph build(int batch, ElementType real) {
    Graph graph = new Graph(real);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    graph.describe("meaning", meaning);
    for (LossPort port : inputs) {
      tensors.put(port.name(), port.declare(graph, batch));
      graph.describe("input." + port.name(), port.description());
    }
    Tensor value = loss.of(tensors);
    graph.output(LOSS, value.reshape(1));
    graph.describe("output." + LOSS, "real [1]: the loss, without a weight");
    List<Tensor> by = new ArrayList<>();
    variables.forEach(variable -> by.add(tensors.get(variable)));
    List<Tensor> gradients = Gradients.of(value, by);
    for (int i = 0; i < by.size(); i++) {
      String output = GRADIENT + variables.get(i);
      graph.output(output, gradients.get(i));
      graph.describe("output." + output, "derivatives of the loss by " + variables.get(i));
    }
    return graph;
  }
}
