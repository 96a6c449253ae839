package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NormalisationsTest {

  @Property(tries = 5, seed = "20261124")
  void derivativesAgreeWithDifferences(
      @ForAll @IntRange(min = 1, max = 3) int a,
      @ForAll @IntRange(min = 1, max = 3) int b,
      @ForAll @IntRange(min = 2, max = 3) int c,
      @ForAll @IntRange(min = 0, max = 2) int axis,
      @ForAll long seed) {
    DerivativeCheck.inDouble(seed)
        .operand(0.5, 2, true, a, b, c)
        .check(x -> Normalisations.l2Norm(x.get(0), false, axis));
    DerivativeCheck.inDouble(seed)
        .operand(0.5, 2, true, a, b, c)
        .check(x -> Normalisations.l2Norm(x.get(0), false));
    DerivativeCheck.inDouble(seed)
        .operand(0.5, 2, true, a, b, c)
        .check(x -> Normalisations.l2Normalise(x.get(0), axis));
    DerivativeCheck.inDouble(seed)
        .operand(0.5, 2, true, a, b, c)
        .check(x -> Normalisations.l1Normalise(x.get(0), axis));
    DerivativeCheck.inDouble(seed)
        .distinct(0.5, a, b, c)
        .operand(0.5, 2, true, b, c)
        .operand(0.5, 2, true, b, c)
        .check(x -> Normalisations.layerNorm(x.get(0), 1, x.get(1), x.get(2), 1e-3));
    DerivativeCheck.inDouble(seed)
        .distinct(0.5, a, b, c, 2)
        .operand(0.5, 2, true, b)
        .operand(0.5, 2, true, b)
        .check(x -> Normalisations.instanceNorm(x.get(0), x.get(1), x.get(2), 1e-3));
    DerivativeCheck.inDouble(seed)
        .distinct(0.5, a, 2 * b, c, 2)
        .operand(0.5, 2, true, 2 * b)
        .operand(0.5, 2, true, 2 * b)
        .check(x -> Normalisations.groupNorm(x.get(0), x.get(1), x.get(2), 2, 1e-3));
  }

  @Test
  void zeroVectorsHaveNeitherDirectionNorDerivative() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2, 2);
    graph.output("unit", Normalisations.l2Normalise(x, 1));
    Tensor norms = Normalisations.l2Norm(x, false, 1).sum();
    graph.output("g", Gradients.of(norms, List.of(x)).get(0));
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, float[]> values =
          session.runArrays(Map.of("x", new float[] {0, 0, 3, 4}), Map.of("x", x.shape()));
      assertArrayEquals(new float[] {0, 0, 0.6f, 0.8f}, values.get("unit"), 1e-6f);
      assertArrayEquals(new float[] {0, 0, 0.6f, 0.8f}, values.get("g"), 1e-6f);
    }
  }
}
