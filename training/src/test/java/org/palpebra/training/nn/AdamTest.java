package org.palpebra.training.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

class AdamTest {
  private static final double RATE = 0.05;
  private static final double DECAY = 0.3;
  private static final double CLIP = 1.5;
  private static final double AVERAGING = 0.9;

  /** The published update, element by element in double precision, on the loss Σ (w − a)². */
  @Test
  void stepsAreThoseOfThePaper() {
    double[] aims = {1, -2, 3};
    double[] w = {0.5, 0.25, -1};
    double[] m = new double[3];
    double[] v = new double[3];
    double[] average = w.clone();
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, 1);
    Tensor weight =
        net.parameter(
            "w", Parameters.Kind.WEIGHT, (shape, random) -> new float[] {0.5f, 0.25f, -1}, 3);
    Tensor loss = weight.sub(graph.input("aims", 3)).square().sum();
    Adam adam = Adam.plain().withWeightDecay(DECAY).withClipNorm(CLIP);
    try (TrainStep step = TrainStep.compile(net, loss, Map.of("loss", loss), adam, AVERAGING, 1);
        OnnxTensor target = GraphSession.tensor(new float[] {1, -2, 3}, Shape.of(3))) {
      for (int t = 1; t <= 5; t++) {
        Map<String, Float> metrics = step.run(Map.of("aims", target), RATE);
        double norm = reference(aims, w, m, v, t);
        assertEquals(norm, metrics.get("gradient_norm"), 1e-4);
        double keep = Math.min(AVERAGING, (t + 1.0) / (t + 10.0));
        for (int i = 0; i < 3; i++) {
          average[i] = keep * average[i] + (1 - keep) * w[i];
        }
      }
      assertEquals(5, step.count());
      assertArrayEquals(narrow(w), step.state().get("w"), 1e-5f);
      assertArrayEquals(narrow(average), step.snapshot().get("w").values(), 1e-5f);
      step.store();
      assertArrayEquals(narrow(w), parameters.get("w").values(), 1e-5f);
    }
  }

  private static double reference(double[] aims, double[] w, double[] m, double[] v, int t) {
    double norm = 0;
    for (int i = 0; i < w.length; i++) {
      norm += 4 * (w[i] - aims[i]) * (w[i] - aims[i]);
    }
    norm = Math.sqrt(norm);
    for (int i = 0; i < w.length; i++) {
      double g = 2 * (w[i] - aims[i]) * Math.min(1, CLIP / norm);
      w[i] -= RATE * DECAY * w[i];
      m[i] = 0.9 * m[i] + 0.1 * g;
      v[i] = 0.999 * v[i] + 0.001 * g * g;
      double first = m[i] / (1 - Math.pow(0.9, t));
      double second = v[i] / (1 - Math.pow(0.999, t));
      w[i] -= RATE * first / (Math.sqrt(second) + 1e-8);
    }
    return norm;
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
