package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphTest {

  @Test
  void aFreeBatchTakesAnySize() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 1, 2, 3);
    graph.output(
        "y", x.flatten().gemm(graph.constant(new float[] {1, 2, 3, 4, 5, 6}, 6, 1), false, false));
    try (GraphSession session = GraphSession.of(graph.toModel(true), 1)) {
      float[] input = new float[18];
      java.util.Arrays.fill(input, 1);
      float[] y = session.runArrays(Map.of("x", input), Map.of("x", Shape.of(3, 2, 3))).get("y");
      assertArrayEquals(new float[] {21, 21, 21}, y);
    }
  }

  @Test
  void whatNoOutputNeedsIsLeftOut() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    x.exp();
    graph.output("y", x.neg());
    OnnxMl.ModelProto model = graph.toModel();
    assertEquals(2, model.getGraph().getNodeCount());
    assertEquals(0, model.getGraph().getInitializerCount());
  }

  @Test
  void halfConstantsAreWidened() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    Tensor half = graph.halfInitializer("w", new short[] {0x3c00, (short) 0xc100}, 2);
    graph.output("y", x.mul(half.cast(ElementType.FLOAT)));
    try (GraphSession session = GraphSession.of(graph, 1)) {
      float[] y =
          session.runArrays(Map.of("x", new float[] {3, 2}), Map.of("x", Shape.of(2))).get("y");
      assertArrayEquals(new float[] {3, -5}, y);
    }
  }

  @Test
  void mistakesNameTheShapes() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2, 3);
    Tensor y = graph.input("y", 2, 2);
    assertEquals(
        "shapes [2, 3] and [2, 2] do not broadcast",
        assertThrows(IllegalArgumentException.class, () -> x.add(y)).getMessage());
    assertEquals(
        "matrix product of [2, 3] and [2, 2]",
        assertThrows(IllegalArgumentException.class, () -> x.matmul(y)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> x.reshape(4));
    assertThrows(IllegalArgumentException.class, () -> graph.input("x", 1));
    assertThrows(IllegalArgumentException.class, () -> new Graph().input("x", 2, 3).add(x));
  }
}
