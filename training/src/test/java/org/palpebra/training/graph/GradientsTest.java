package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientsTest {

  private static float[] run(Graph graph, float... x) {
    try (GraphSession session = GraphSession.of(graph, 1)) {
      return session.runArrays(Map.of("x", x), Map.of("x", Shape.of(x.length))).get("g");
    }
  }

  @Test
  void pathsThatMeetAreAdded() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    Tensor loss = x.mul(x).add(x.mul(3)).sum();
    graph.output("g", Gradients.of(loss, List.of(x)).get(0));
    assertArrayEquals(new float[] {5, 7}, run(graph, 1, 2));
  }

  @Test
  void nothingFlowsThroughAStop() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    Tensor loss = x.stopGradient().mul(x).sum();
    graph.output("g", Gradients.of(loss, List.of(x)).get(0));
    assertArrayEquals(new float[] {1, 2}, run(graph, 1, 2));
  }

  @Test
  void intermediateTensorsCanBeVariables() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    Tensor y = x.mul(2);
    graph.output("g", Gradients.of(y.square().sum(), List.of(y)).get(0));
    assertArrayEquals(new float[] {4, 8}, run(graph, 1, 2));
  }

  @Test
  void derivativesByWhatTheLossDoesNotDependOnAreZero() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    Tensor other = x.mul(2);
    graph.output("g", Gradients.of(x.sum(), List.of(other)).get(0));
    assertArrayEquals(new float[] {0, 0}, run(graph, 1, 2));
  }

  @Test
  void secondDerivativesFollowFromTheFirst() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    Tensor first = Gradients.of(x.pow(3).sum(), List.of(x)).get(0);
    graph.output("g", Gradients.of(first.sum(), List.of(x)).get(0));
    assertArrayEquals(new float[] {6, 12}, run(graph, 1, 2), 1e-5f);
  }

  @Test
  void anOperatorWithoutRuleIsNamedWithNodeAndProducer() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    graph.scope("part.");
    Tensor odd = graph.node("Asinh", Map.of(), x.type(), x.shape(), x.exp());
    Exception thrown =
        assertThrows(
            UnsupportedOperationException.class, () -> Gradients.of(odd.sum(), List.of(x)));
    assertEquals(
        "operator Asinh (node part.Asinh, fed by Exp part.Exp) has no derivative rule",
        thrown.getMessage());
  }

  @Test
  void lossesOfSeveralElementsAreRefused() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", 2);
    Exception thrown =
        assertThrows(IllegalArgumentException.class, () -> Gradients.of(x, List.of(x)));
    assertTrue(thrown.getMessage().contains("[2]"));
  }
}
