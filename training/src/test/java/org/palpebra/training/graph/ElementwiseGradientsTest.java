package org.palpebra.training.graph;

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

  @Test
  void preluLearnsItsSlope() {
    DerivativeCheck.linearInFloat(5)
        .operand(0.6, 2, true, 2, 3, 2, 2)
        .operand(0.1, 0.4, false, 3, 1, 1)
        .check(x -> x.get(0).prelu(x.get(1)));
  }

  @Test
  void singlePrecisionFormsAgreeWithDifferences() {
    DerivativeCheck.linearInFloat(6)
        .operand(0.6, 2, true, 3, 3)
        .check(x -> x.get(0).leakyRelu(0.3));
    DerivativeCheck.linearInFloat(7).operand(6, 9, true, 3, 3).check(x -> x.get(0).softplus());
  }

  @Test
  void castPassesDerivativesOn() {
    DerivativeCheck.inDouble(8)
        .operand(0.2, 1, true, 4)
        .check(x -> x.get(0).cast(ElementType.FLOAT).cast(ElementType.DOUBLE).mul(0).add(x.get(0)));
  }
}
