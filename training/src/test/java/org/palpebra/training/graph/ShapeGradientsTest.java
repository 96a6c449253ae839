package org.palpebra.training.graph;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ShapeGradientsTest {

  @Property(tries = 4, seed = "20261124")
  void movesOfElementsAgreeWithDifferences(
      @ForAll @IntRange(min = 1, max = 3) int a,
      @ForAll @IntRange(min = 2, max = 4) int b,
      @ForAll @IntRange(min = 1, max = 3) int step,
      @ForAll long seed) {
    check(seed, a, b, x -> x.reshape(-1).mul(x.reshape(-1)));
    check(seed, a, b, x -> x.transpose(1, 0));
    check(seed, a, b, x -> x.unsqueeze(1).expand(Shape.of(a, 3, b)));
    check(seed, a, b, x -> x.slice(1, 1, b, step));
    check(seed, a, b, x -> x.flip(1));
    check(seed, a, b, x -> x.pad(new int[] {1, 0}, new int[] {0, step}));
    check(seed, a, b, x -> x.pad(new int[] {0, step}, new int[] {1, 0}, 2.5));
    check(seed, a, b, x -> x.unsqueeze(0).square().squeeze(0));
    check(seed, a, b, x -> x.unsqueeze(2).square().flatten());
    check(seed, a, b, x -> Tensor.concat(1, List.of(x, x.square())));
    check(seed, a, b, x -> x.split(1, 1, b - 1).get(1));
    check(seed, a, b, x -> x.split(1, 1, b - 1).get(0).mul(x.split(1, b - 1, 1).get(1)));
  }

  private static void check(
      long seed, int a, int b, java.util.function.UnaryOperator<Tensor> operator) {
    DerivativeCheck.inDouble(seed).operand(0, 1, true, a, b).check(x -> operator.apply(x.get(0)));
  }
}
