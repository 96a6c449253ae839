package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.training.graph.Images.Outside;

class ImagesTest {

  @Property(tries = 6, seed = "20261124")
  void resizingAndPaddingAgreeWithDifferences(
      @ForAll @IntRange(min = 1, max = 4) int height,
      @ForAll @IntRange(min = 2, max = 4) int width,
      @ForAll @IntRange(min = 1, max = 5) int tall,
      @ForAll @IntRange(min = 1, max = 5) int wide,
      @ForAll long seed) {
    int[] shape = {2, 2, height, width};
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, shape)
        .check(x -> Images.resizeLinear(x.get(0), tall, wide));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, shape)
        .check(x -> Images.resizeNearest(x.get(0), tall, wide));
    double[] positions = {-0.4, 0.3, height - 0.7};
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, shape)
        .check(x -> Resampling.cubic(height, positions, -0.75).apply(x.get(0), 2));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, shape)
        .check(x -> Images.padEdge(x.get(0), 2, tall, 1));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, shape)
        .check(x -> Images.padReflect(x.get(0), 3, 1, width - 1));
  }

  @Property(tries = 8, seed = "20261124")
  void samplingAgreesWithDifferencesInImageAndPositions(
      @ForAll @IntRange(min = 2, max = 4) int height,
      @ForAll @IntRange(min = 2, max = 4) int width,
      @ForAll boolean alignCorners,
      @ForAll Outside outside,
      @ForAll long seed) {
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, 2, 2, height, width)
        .operand(0.013, 1.2, true, 2, 2, 3, 2)
        .check(x -> Images.sample(x.get(0), x.get(1), alignCorners, outside));
    DerivativeCheck.inDouble(seed)
        .operand(0, 1, true, 2, 1, height, width)
        .operand(0.1, 0.9, true, 2, 2, 3)
        .check(
            x -> {
              Tensor grid = Images.affineGrid(x.get(1), 2, 3, alignCorners);
              return Images.sample(x.get(0), grid, alignCorners, outside);
            });
  }

  @Test
  void theUnitMapGivesTheImageBack() {
    for (boolean alignCorners : new boolean[] {false, true}) {
      Graph graph = new Graph();
      Tensor x = graph.input("x", 1, 1, 2, 3);
      Tensor unit = graph.constant(new float[] {1, 0, 0, 0, 1, 0}, 1, 2, 3);
      Tensor grid = Images.affineGrid(unit, 2, 3, alignCorners);
      graph.output("y", Images.sample(x, grid, alignCorners, Outside.ZEROS));
      float[] image = {1, 2, 3, 4, 5, 6};
      try (GraphSession session = GraphSession.of(graph, 1)) {
        float[] y = session.runArrays(Map.of("x", image), Map.of("x", x.shape())).get("y");
        assertArrayEquals(image, y, 1e-5f);
      }
    }
  }

  @Test
  void reflectionsLongerThanTheImageAreRefused() {
    Tensor x = new Graph().input("x", 1, 1, 2, 3);
    assertThrows(IllegalArgumentException.class, () -> Images.padReflect(x, 2, 2, 0));
  }
}
