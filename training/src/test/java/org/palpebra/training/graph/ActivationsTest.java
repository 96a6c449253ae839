package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ActivationsTest {
  private static final Map<String, UnaryOperator<Tensor>> ALL =
      Map.ofEntries(
          Map.entry("Elu", x -> Activations.elu(x, 0.7)),
          Map.entry("Celu", x -> Activations.celu(x, 0.7)),
          Map.entry("Selu", Activations::selu),
          Map.entry("HardSigmoid", x -> Activations.hardSigmoid(x, 0.8, 0.5)),
          Map.entry("HardSwish", Activations::hardSwish),
          Map.entry("Swish", x -> Activations.swish(x, 1)),
          Map.entry("SwishBeta", x -> Activations.swish(x, 1.7)),
          Map.entry("Mish", Activations::mish),
          Map.entry("GeluTanh", Activations::geluTanh),
          Map.entry("Softsign", Activations::softsign),
          Map.entry("ThresholdedRelu", x -> Activations.thresholdedRelu(x, 0.31)),
          Map.entry("LogSoftmax", x -> Activations.logSoftmax(x, 1)));

  @TestFactory
  List<DynamicTest> derivativesAgreeWithDifferences() {
    return ALL.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        DerivativeCheck.inDouble(1)
                            .operand(0.05, 4, true, 3, 5)
                            .check(x -> entry.getValue().apply(x.get(0)))))
        .toList();
  }

  @Test
  void geluIsFlatFarBelowAndTheIdentityFarAbove() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 3);
    Tensor y = Activations.gelu(x);
    graph.output("y", y);
    graph.output("g", Gradients.of(y.sum(), List.of(x)).get(0));
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, float[]> values =
          session.runArrays(Map.of("x", new float[] {-9, 0, 9}), Map.of("x", x.shape()));
      assertArrayEquals(new float[] {0, 0, 9}, values.get("y"), 1e-6f);
      assertArrayEquals(new float[] {0, 0.5f, 1}, values.get("g"), 1e-6f);
    }
  }
}
