package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ElementwiseGradientsTest {
  private static final Map<String, UnaryOperator<Tensor>> ANYWHERE =
      Map.ofEntries(
          Map.entry("Neg", Tensor::neg),
          Map.entry("Abs", Tensor::abs),
          Map.entry("Exp", Tensor::exp),
          Map.entry("Sin", Tensor::sin),
          Map.entry("Cos", Tensor::cos),
          Map.entry("Tanh", Tensor::tanh),
          Map.entry("Sigmoid", Tensor::sigmoid),
          Map.entry("Softplus", Tensor::softplus),
          Map.entry("Relu", Tensor::relu),
          Map.entry("LeakyRelu", x -> x.leakyRelu(0.2)),
          Map.entry("Square", Tensor::square),
          Map.entry("Reciprocal", Tensor::reciprocal),
          Map.entry("Cube", x -> x.pow(3)),
          Map.entry("Clip", x -> x.clip(-0.4, 0.6)),
          Map.entry("Sign", x -> x.sign().mul(x)));

  private static final Map<String, UnaryOperator<Tensor>> POSITIVE =
      Map.of("Sqrt", Tensor::sqrt, "Log", Tensor::log, "Pow", x -> x.pow(1.7));

  private static final Map<String, BinaryOperator<Tensor>> BINARY =
      Map.of(
          "Add", Tensor::add,
          "Sub", Tensor::sub,
          "Mul", Tensor::mul,
          "Div", Tensor::div,
          "Min", Tensor::min,
          "Max", Tensor::max);

  @TestFactory
  List<DynamicTest> unaryRulesAgreeWithDifferences() {
    return ANYWHERE.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        DerivativeCheck.inDouble(1)
                            .operand(0.05, 1.4, true, 3, 4)
                            .check(x -> entry.getValue().apply(x.get(0)))))
        .toList();
  }

  @TestFactory
  List<DynamicTest> rulesOfPositiveOperandsAgreeWithDifferences() {
    return POSITIVE.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        DerivativeCheck.inDouble(2)
                            .operand(0.3, 2, false, 2, 5)
                            .check(x -> entry.getValue().apply(x.get(0)))))
        .toList();
  }

  @Property(tries = 4, seed = "20261124")
  void binaryRulesBroadcast(
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 3) int columns,
      @ForAll long seed) {
    int[][] others = {{rows, columns}, {columns}, {rows, 1}, {1, 1}, {}};
    for (BinaryOperator<Tensor> operator : BINARY.values()) {
      int[] other = others[Math.floorMod((int) seed, others.length)];
      DerivativeCheck.inDouble(seed)
          .operand(0.3, 1, true, rows, columns)
          .operand(1.1, 2, true, other)
          .check(x -> operator.apply(x.get(0), x.get(1)));
      DerivativeCheck.inDouble(seed)
          .operand(1.1, 2, true, other)
          .operand(0.3, 1, true, rows, columns)
          .check(x -> operator.apply(x.get(0), x.get(1)));
    }
  }

  @Test
  void powHasBothDerivatives() {
    DerivativeCheck.inDouble(3)
        .operand(0.4, 2, false, 4)
        .operand(0.4, 2, true, 4)
        .check(x -> x.get(0).pow(x.get(1)));
  }

  @Test
  void whereSendsDerivativesToTheChosen() {
    DerivativeCheck.inDouble(4)
        .operand(0.2, 1, true, 2, 3)
        .operand(0.2, 1, true, 3)
        .operand(0.2, 1, true, 2, 1)
        .check(x -> Tensor.where(x.get(0).greater(0), x.get(1), x.get(2)));
  }

  @Property(tries = 4, seed = "20261124")
  void preluLearnsItsSlope(
      @ForAll @IntRange(min = 1, max = 3) int channels, @ForAll boolean shared, @ForAll long seed) {
    int slopes = shared ? 1 : channels;
    DerivativeCheck.inDouble(seed)
        .operand(0.1, 2, true, 2, channels, 2, 2)
        .operand(0.1, 0.4, true, slopes, 1, 1)
        .check(x -> x.get(0).prelu(x.get(1)));
  }

  /** The operators that have a form of their own in double precision. */
  @Test
  void singlePrecisionComputesTheSame() {
    new PrecisionCheck(6).operand(3, 3).derivatives(x -> x.get(0).leakyRelu(0.3));
    new PrecisionCheck(7).operand(3, 3).derivatives(x -> x.get(0).softplus());
    new PrecisionCheck(8).operand(3, 3).derivatives(x -> x.get(0).cos());
    new PrecisionCheck(9)
        .operand(2, 3, 2, 2)
        .operand(3, 1, 1)
        .derivatives(x -> x.get(0).prelu(x.get(1)));
  }

  /**
   * ONNX Runtime has no Erf of doubles: values come from a Simpson sum of the definition, the
   * derivative from that sum's central difference.
   */
  @Test
  void erfAgreesWithItsIntegral() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 6);
    Tensor y = x.erf();
    graph.output("y", y);
    graph.output("g", Gradients.of(y.sum(), List.of(x)).get(0));
    double[] points = {-2.5, -0.7, -0.01, 0, 0.4, 1.9};
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, double[]> values = Doubles.run(session, graph, Map.of("x", points));
      for (int i = 0; i < points.length; i++) {
        assertEquals(integral(points[i]), values.getOrDefault("y", points)[i], 1e-6);
        double difference = (integral(points[i] + 1e-4) - integral(points[i] - 1e-4)) / 2e-4;
        assertEquals(difference, values.getOrDefault("g", points)[i], 1e-6);
      }
    }
  }

  private static double integral(double end) {
    int steps = 2000;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double t = end * i / steps;
      double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-t * t);
    }
    return 2 / Math.sqrt(Math.PI) * sum * end / steps / 3;
  }

  @Test
  void roundingAndLogicHaveNoDerivative() {
    DerivativeCheck.inDouble(10)
        .operand(0.1, 0.4, true, 5)
        .check(
            x -> {
              Tensor y = x.get(0).mul(7);
              Tensor high = y.greater(0).and(y.less(2)).or(y.less(-2).not());
              Tensor steps = y.floor().add(y.ceil()).add(y.round());
              return Tensor.where(high, steps.mul(0).add(y), y.neg());
            });
  }

  @Test
  void castPassesDerivativesOn() {
    DerivativeCheck.inDouble(8)
        .operand(0.2, 1, true, 4)
        .check(x -> x.get(0).cast(ElementType.FLOAT).cast(ElementType.DOUBLE).mul(0).add(x.get(0)));
  }
}
