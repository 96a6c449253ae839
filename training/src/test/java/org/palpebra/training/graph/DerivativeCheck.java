package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Compares emitted derivatives with central differences of the same graph, in double. */
final class DerivativeCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;

  private final Random random;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();

  private DerivativeCheck(long seed) {
    this.random = new Random(seed);
  }

  static DerivativeCheck inDouble(long seed) {
    return new DerivativeCheck(seed);
  }

  /** Adds an operand with elements of size low … high and random sign where low is positive. */
  DerivativeCheck operand(double low, double high, boolean signed, int... shape) {
    Shape extents = Shape.of(shape);
    double[] elements = new double[extents.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = low + (high - low) * random.nextDouble();
      if (signed && random.nextBoolean()) {
        elements[i] = -elements[i];
      }
    }
    shapes.add(extents);
    values.add(elements);
    return this;
  }

  /** Adds an operand of values that are at least {@code gap} apart, in random order. */
  DerivativeCheck distinct(double gap, int... shape) {
    Shape extents = Shape.of(shape);
    List<Integer> ranks = new ArrayList<>();
    for (int i = 0; i < extents.size(); i++) {
      ranks.add(i);
    }
    java.util.Collections.shuffle(ranks, random);
    double middle = extents.size() / 2.0 - 0.25;
    shapes.add(extents);
    values.add(ranks.stream().mapToDouble(r -> (r - middle) * gap).toArray());
    return this;
  }

  void check(Function<List<Tensor>, Tensor> operator) {
    Graph graph = new Graph(ElementType.DOUBLE);
    List<Tensor> operands = new ArrayList<>();
    Map<String, double[]> inputs = new LinkedHashMap<>();
    for (int i = 0; i < shapes.size(); i++) {
      operands.add(graph.input("x" + i, shapes.get(i).toArray()));
      inputs.put("x" + i, values.get(i).clone());
    }
    Tensor result = operator.apply(operands);
    double[] weights = new double[result.shape().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextGaussian();
    }
    Tensor seed = graph.constant(weights, result.shape().toArray());
    graph.output("value", result.mul(seed).sum().reshape(1));
    List<Tensor> gradients = Gradients.of(result, seed, operands);
    for (int i = 0; i < gradients.size(); i++) {
      assertEquals(shapes.get(i), gradients.get(i).shape());
      graph.output("g" + i, gradients.get(i));
    }
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, double[]> emitted = Doubles.run(session, graph, inputs);
      for (int i = 0; i < shapes.size(); i++) {
        compare(session, graph, inputs, "x" + i, emitted.get("g" + i));
      }
    }
  }

  private void compare(
      GraphSession session,
      Graph graph,
      Map<String, double[]> inputs,
      String name,
      double[] emitted) {
    double[] operand = inputs.get(name);
    double scale = 1;
    for (double value : emitted) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int j = 0; j < operand.length; j++) {
      double kept = operand[j];
      operand[j] = kept + STEP;
      double above = Doubles.run(session, graph, inputs).get("value")[0];
      operand[j] = kept - STEP;
      double below = Doubles.run(session, graph, inputs).get("value")[0];
      operand[j] = kept;
      double difference = (above - below) / (2 * STEP);
      assertEquals(difference, emitted[j], TOLERANCE * scale, name + "[" + j + "]");
    }
  }
}
