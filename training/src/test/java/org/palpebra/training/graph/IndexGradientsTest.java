package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IndexGradientsTest {

  private static Tensor indices(Tensor like, Random random, int bound, int... shape) {
    long[] values = random.ints(Shape.of(shape).size(), 0, bound).asLongStream().toArray();
    return like.graph().integers(values, shape);
  }

  @Property(tries = 8, seed = "20261124")
  void gatheringAgreesWithDifferences(
      @ForAll @IntRange(min = 1, max = 4) int a,
      @ForAll @IntRange(min = 1, max = 3) int b,
      @ForAll @IntRange(min = 0, max = 1) int axis,
      @ForAll long seed) {
    Random random = new Random(seed);
    int extent = axis == 0 ? a : b;
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, a, b)
        .check(x -> x.get(0).gather(axis, indices(x.get(0), random, extent, 2, 2)));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, a, b)
        .check(
            x -> {
              int[] shape = axis == 0 ? new int[] {5, b} : new int[] {a, 5};
              Tensor where = indices(x.get(0), random, extent, shape);
              return Indexing.gatherElements(x.get(0), axis, where);
            });
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, a, b, 2)
        .check(x -> Indexing.gatherNd(x.get(0), indices(x.get(0), random, Math.min(a, b), 3, 2)));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, a, b)
        .check(x -> Indexing.gatherNd(x.get(0), indices(x.get(0), random, a, 2, 2, 1)));
  }

  @Property(tries = 8, seed = "20261124")
  void scatteringAgreesWithDifferences(
      @ForAll @IntRange(min = 3, max = 5) int a,
      @ForAll @IntRange(min = 1, max = 3) int b,
      @ForAll long seed) {
    Random random = new Random(seed);
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, a, b)
        .operand(0, 1, true, 4, b)
        .check(
            x ->
                Indexing.scatterElementsAdd(
                    x.get(0), 0, indices(x.get(0), random, a, 4, b), x.get(1)));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, a, b)
        .operand(0, 1, true, 4, b)
        .check(x -> Indexing.scatterNdAdd(x.get(0), indices(x.get(0), random, a, 4, 1), x.get(1)));
    long[] once = random.ints(0, a).distinct().limit(3).asLongStream().toArray();
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, a, b)
        .operand(0, 1, true, 3, b)
        .check(x -> Indexing.scatterNd(x.get(0), x.get(0).graph().integers(once, 3, 1), x.get(1)));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, b, a)
        .operand(0, 1, true, 1, 3)
        .check(
            x ->
                Indexing.scatterElements(
                    x.get(0), 1, x.get(0).graph().integers(once, 1, 3), x.get(1)));
  }

  @Test
  void secondDerivativesPassThroughIndices() {
    DerivativeCheck.inDouble(3)
        .operand(0.5, 1, true, 4, 2)
        .check(
            x -> {
              Tensor where = x.get(0).graph().integers(new long[] {3, 1, 1, 0}, 2, 2);
              Tensor y = Indexing.gatherElements(x.get(0), 0, where).pow(3).sum();
              return Gradients.of(y, java.util.List.of(x.get(0))).get(0);
            });
  }

  @Test
  void indicesOfAnotherShapeAreRefused() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2, 3);
    Tensor where = graph.integers(new long[] {0, 0, 0}, 3);
    assertEquals(
        "indices [3] along axis 1 of [2, 3]",
        assertThrows(IllegalArgumentException.class, () -> Indexing.gatherElements(x, 1, where))
            .getMessage());
    assertEquals(
        "updates [2, 3], not []",
        assertThrows(
                IllegalArgumentException.class,
                () -> Indexing.scatterNd(x, graph.integers(1, 2), x))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> Indexing.gatherNd(x, where));
  }
}
