package org.palpebra.training.graph;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReductionGradientsTest {

  @Property(tries = 4, seed = "20261124")
  void reductionsAgreeWithDifferences(
      @ForAll @IntRange(min = 1, max = 3) int a,
      @ForAll @IntRange(min = 1, max = 3) int b,
      @ForAll @IntRange(min = 0, max = 1) int axis,
      @ForAll long seed) {
    DerivativeCheck.inDouble(seed).operand(0, 1, true, a, b).check(x -> x.get(0).sum(axis));
    DerivativeCheck.inDouble(seed).operand(0, 1, true, a, b).check(x -> x.get(0).meanKeep(axis));
    DerivativeCheck.inDouble(seed).operand(0, 1, true, a, b).check(x -> x.get(0).mean());
    DerivativeCheck.inDouble(seed).distinct(0.1, a, b).check(x -> x.get(0).maxOver(false, axis));
    DerivativeCheck.inDouble(seed).distinct(0.1, a, b).check(x -> x.get(0).minOver(true, axis));
    DerivativeCheck.inDouble(seed).operand(0, 2, true, a, b).check(x -> x.get(0).softmax(axis));
  }

  @Property(tries = 4, seed = "20261124")
  void matrixProductsAgreeWithDifferences(
      @ForAll @IntRange(min = 1, max = 3) int m,
      @ForAll @IntRange(min = 1, max = 3) int k,
      @ForAll @IntRange(min = 1, max = 3) int n,
      @ForAll boolean first,
      @ForAll boolean second) {
    DerivativeCheck.inDouble(m)
        .operand(0, 1, true, first ? k : m, first ? m : k)
        .operand(0, 1, true, second ? n : k, second ? k : n)
        .check(x -> x.get(0).gemm(x.get(1), first, second));
    DerivativeCheck.inDouble(k)
        .operand(0, 1, true, first ? k : m, first ? m : k)
        .operand(0, 1, true, second ? n : k, second ? k : n)
        .operand(0, 1, true, n)
        .check(x -> x.get(0).gemm(x.get(1), first, second, x.get(2)));
    DerivativeCheck.inDouble(n)
        .operand(0, 1, true, 2, m, k)
        .operand(0, 1, true, k, n)
        .check(x -> x.get(0).matmul(x.get(1)));
  }

  @Test
  void tiesShareTheDerivativeOfAMaximum() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 4);
    graph.output("g", Gradients.of(x.maxOver(false, 0), java.util.List.of(x)).get(0));
    try (GraphSession session = GraphSession.of(graph, 1)) {
      float[] g =
          session
              .runArrays(
                  java.util.Map.of("x", new float[] {3, 1, 3, 2}),
                  java.util.Map.of("x", Shape.of(4)))
              .get("g");
      org.junit.jupiter.api.Assertions.assertArrayEquals(new float[] {0.5f, 0, 0.5f, 0}, g);
    }
  }
}
