package org.palpebra.training.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;

class NetTest {
  private static final Shape IMAGE = Shape.of(2, 3, 16, 16);

  private static float[] image() {
    Random random = new Random(3);
    float[] image = new float[IMAGE.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }
    return image;
  }

  private static Tensor network(Net net, Tensor image) {
    RegressorBackbone backbone = new RegressorBackbone(4, List.of(6, 8), List.of(1, 2), 2);
    return net.linear("head", backbone.features(net, image), 5);
  }

  /** Parameters with statistics that are not the first ones. */
  private static Parameters parameters() {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    network(new Net(graph, parameters, Net.Mode.TRAINING, 7), graph.input("x", IMAGE.toArray()));
    Random random = new Random(4);
    for (Parameters.Parameter parameter : parameters.all()) {
      if (parameter.kind() != Parameters.Kind.WEIGHT) {
        for (int i = 0; i < parameter.values().length; i++) {
          parameter.values()[i] = 0.5f + random.nextFloat();
        }
      }
    }
    return parameters;
  }

  private static float[] infer(Parameters parameters, Net.Mode mode, boolean free, int samples) {
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, mode, 0);
    Tensor x = graph.input("x", IMAGE.with(0, free ? 1 : samples).toArray());
    graph.output("y", network(net, x));
    try (GraphSession session = GraphSession.of(graph.toModel(free), 1)) {
      float[] pixels = java.util.Arrays.copyOf(image(), samples * IMAGE.product(1, 4));
      return session.runArrays(Map.of("x", pixels), Map.of("x", IMAGE.with(0, samples))).get("y");
    }
  }

  @Test
  void foldedNormalisationIsTheSameFunction() {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    Window window = Window.square(3, 1, 1);
    new Net(graph, parameters, Net.Mode.TRAINING, 1)
        .convNorm("c", "b", graph.input("x", IMAGE.toArray()), 4, window, true);
    Random random = new Random(2);
    for (Parameters.Parameter p : parameters.all()) {
      for (int i = 0; i < p.values().length; i++) {
        p.values()[i] = 0.2f + random.nextFloat();
      }
    }
    Graph both = new Graph();
    Tensor x = both.input("x", IMAGE.toArray());
    Net folded = new Net(both, parameters, Net.Mode.INFERENCE, 0);
    both.output("folded", folded.convNorm("c", "b", x, 4, window, true));
    Net plain = new Net(both, parameters, Net.Mode.INFERENCE, 0);
    both.output("plain", plain.batchNorm("b", plain.conv("c", x, 4, 3, 1, 1), 1).relu());
    try (GraphSession session = GraphSession.of(both, 1)) {
      Map<String, float[]> y = session.runArrays(Map.of("x", image()), Map.of("x", IMAGE));
      assertArrayEquals(y.get("plain"), y.get("folded"), 1e-4f);
    }
  }

  @Test
  void inferenceGraphsTakeAnyBatchAndHalfWeights() {
    Parameters parameters = parameters();
    float[] two = infer(parameters, Net.Mode.INFERENCE, false, 2);
    assertArrayEquals(two, infer(parameters, Net.Mode.INFERENCE, true, 2), 1e-4f);
    float[] one = infer(parameters, Net.Mode.INFERENCE, true, 1);
    assertArrayEquals(java.util.Arrays.copyOf(two, 5), one, 1e-4f);
    float[] half = infer(parameters, Net.Mode.INFERENCE_HALF, false, 2);
    assertArrayEquals(two, half, 0.02f * max(two));
    assertNotEquals(0, max(two));
  }

  private static float max(float[] values) {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }

  @Test
  void firstValuesDependOnSeedAndNameAlone() {
    float[][] draws = new float[3][];
    for (int i = 0; i < 3; i++) {
      Parameters parameters = new Parameters();
      Graph graph = new Graph();
      Net net = new Net(graph, parameters, Net.Mode.TRAINING, i == 2 ? 6 : 5);
      Tensor x = graph.input("x", 4, 8);
      if (i == 1) {
        net.linear("other", x, 3);
      }
      net.linear("fc", x, 3);
      draws[i] = parameters.get("fc.weight").values();
    }
    assertArrayEquals(draws[0], draws[1]);
    assertNotEquals(draws[0][0], draws[2][0]);
    for (float value : draws[0]) {
      assertTrue(Math.abs(value) <= 1 / Math.sqrt(8));
    }
  }

  @Test
  void theEmbeddedBackboneFitsItsBudget() {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, 0);
    Tensor features = RegressorBackbone.embedded().features(net, graph.input("x", 2, 3, 112, 112));
    net.linear("head", features, 140);
    assertTrue(parameters.count() <= 1_900_000, parameters.count() + " weights");
  }

  @Test
  void parametersOfAnotherShapeAreRefused() {
    Parameters parameters = parameters();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.INFERENCE, 0);
    Tensor x = graph.input("x", 2, 9);
    Exception thrown = assertThrows(IllegalArgumentException.class, () -> net.linear("head", x, 5));
    assertTrue(thrown.getMessage().startsWith("parameter head.weight has shape [5, "));
  }

  private static Tensor updated(Net net, String name) {
    return net.updates().get(name).blend();
  }

  @Test
  void runningStatisticsFollowTheBatch() {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, 0);
    Tensor x = graph.input("x", 2, 1, 1, 2);
    graph.output("y", net.batchNorm("b", x, 1));
    graph.output("mean", updated(net, "b.running_mean"));
    graph.output("variance", updated(net, "b.running_var"));
    Map<String, float[]> values =
        Map.of(
            "x", new float[] {1, 2, 3, 6},
            "b.weight", new float[] {1},
            "b.bias", new float[] {0},
            "b.running_mean", new float[] {1},
            "b.running_var", new float[] {2});
    Shape one = Shape.of(1);
    Map<String, Shape> shapes =
        Map.of(
            "x",
            Shape.of(2, 1, 1, 2),
            "b.weight",
            one,
            "b.bias",
            one,
            "b.running_mean",
            one,
            "b.running_var",
            one);
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, float[]> results = session.runArrays(values, shapes);
      assertEquals(0.9f * 1 + 0.1f * 3, results.get("mean")[0], 1e-6);
      // unbiased variance of 1, 2, 3, 6: 14 / 3
      assertEquals(0.9f * 2 + 0.1f * 14 / 3, results.get("variance")[0], 1e-6);
    }
  }

  @Test
  void preluStartsAtAQuarter() {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.INFERENCE, 0);
    graph.output("y", net.prelu("p", graph.input("x", 1, 2, 1, 1)));
    try (GraphSession session = GraphSession.of(graph, 1)) {
      float[] y =
          session
              .runArrays(Map.of("x", new float[] {-4, 4}), Map.of("x", Shape.of(1, 2, 1, 1)))
              .get("y");
      assertArrayEquals(new float[] {-1, 4}, y);
    }
  }
}
