package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Compares what single and double precision compute: where the runtime has an operator in single
 * precision only, {@link DoubleForms} is an independent forward for it, and the other way round.
 */
final class PrecisionCheck {
  private final Random random;
  private final List<Shape> shapes = new ArrayList<>();
  private final Map<String, double[]> values = new LinkedHashMap<>();

  PrecisionCheck(long seed) {
    this.random = new Random(seed);
  }

  PrecisionCheck operand(int... shape) {
    Shape extents = Shape.of(shape);
    values.put("x" + shapes.size(), random.doubles(extents.size(), -1, 1).toArray());
    shapes.add(extents);
    return this;
  }

  /** Results, and derivatives by all operands. */
  void derivatives(Function<List<Tensor>, Tensor> operator) {
    derivatives(new Graph(), operator);
  }

  /** As the other, in a graph of single precision. */
  void derivatives(Graph graph, Function<List<Tensor>, Tensor> operator) {
    Map<String, double[]> single = run(graph, operator);
    run(new Graph(ElementType.DOUBLE), operator)
        .forEach(
            (name, expected) -> {
              double[] actual = single.getOrDefault(name, new double[0]);
              assertEquals(expected.length, actual.length, name);
              double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
              for (int i = 0; i < expected.length; i++) {
                double tolerance = 2e-5 * (1 + Math.max(Math.abs(expected[i]), 0.1 * largest));
                assertEquals(expected[i], actual[i], tolerance, name + "[" + i + "]");
              }
            });
  }

  private Map<String, double[]> run(Graph graph, Function<List<Tensor>, Tensor> operator) {
    List<Tensor> operands = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      operands.add(graph.input("x" + i, shapes.get(i).toArray()));
    }
    Tensor y = operator.apply(operands);
    Random seeds = new Random(y.shape().size());
    double[] weights = seeds.doubles(y.shape().size(), -1, 1).toArray();
    Tensor seed = graph.constant(weights, y.shape().toArray());
    graph.output("y", y);
    List<Tensor> gradients = Gradients.of(y, seed, operands);
    for (int i = 0; i < gradients.size(); i++) {
      graph.output("g" + i, gradients.get(i));
    }
    try (GraphSession session = GraphSession.of(graph, 1)) {
      return Doubles.run(session, graph, values);
    }
  }
}
