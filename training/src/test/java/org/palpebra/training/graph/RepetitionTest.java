package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RepetitionTest {
  /** x becomes a·x + 2·b, and the sum of what was x is told. */
  private static OnnxMl.ModelProto once() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    Tensor b = graph.input("b", 2);
    graph.output("sum", x.sum().reshape(1));
    graph.output("next.x", graph.input("a").mul(x).add(b.mul(2)));
    return graph.toModel();
  }

  private static Map<String, float[]> run(long turns) {
    OnnxMl.ModelProto model = Repetition.of(once(), 3, Map.of("x", "next.x"), Set.of("b"));
    LongBuffer count =
        ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
    count.put(0, turns);
    Map<String, float[]> results = new HashMap<>();
    try (GraphSession session = GraphSession.of(model, 1);
        OnnxTensor counted = GraphSession.tensor(count, Shape.of());
        OnnxTensor a = GraphSession.tensor(new float[] {3}, Shape.of());
        OnnxTensor x = GraphSession.tensor(new float[] {1, 2}, Shape.of(2));
        OnnxTensor b = GraphSession.tensor(new float[] {1, 0, 0, 5, 7, 9}, Shape.of(3, 2))) {
      session
          .run(Map.of(Repetition.TURNS, counted, "a", a, "x", x, "b", b))
          .forEach(
              (name, tensor) -> {
                results.put(name, GraphSession.floats(tensor));
                tensor.close();
              });
    }
    return results;
  }

  @Test
  void turnsFollowEachOther() {
    Map<String, float[]> three = run(3);
    // (1, 2), (5, 6), (15, 28), (59, 102)
    assertArrayEquals(new float[] {59, 102}, three.get("next.x"));
    assertArrayEquals(new float[] {3, 11, 43}, three.get("sum"));
  }

  @Test
  void fewerTurnsLeaveTheLastInputs() {
    Map<String, float[]> two = run(2);
    assertArrayEquals(new float[] {15, 28}, two.get("next.x"));
    assertArrayEquals(new float[] {3, 11}, two.get("sum"));
  }

  @Test
  void whatIsCarriedOverMustBeThere() {
    Exception thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> Repetition.of(once(), 3, Map.of("x", "next.y"), Set.of("b")));
    assertEquals("the model has no next.y to carry over", thrown.getMessage());
  }
}
