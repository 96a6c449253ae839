package org.palpebra.training.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.graph.Gradients;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

class RegressorLossTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);

  private final MorphableModel model = TinyFace.model();
  private final CoefficientLayout layout = model.layout(9);
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  RegressorLossTest() {
    shapes.put("predicted", Shape.of(1, layout.size()));
    shapes.putAll(RegressorTargets.shapes(1, layout));
  }

  private GraphSession session() {
    return session(LossWeights.defaults());
  }

  private GraphSession session(LossWeights weights) {
    Graph graph = new Graph();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> inputs.put(name, graph.input(name, shape.toArray())));
    Tensor predicted = Objects.requireNonNull(inputs.get("predicted"));
    FaceGraph face = new FaceGraph(model, 9, CAMERA, 30, 1);
    Map<String, Tensor> terms =
        new RegressorLoss(face, weights).terms(predicted, RegressorTargets.of(inputs));
    terms.forEach((name, term) -> graph.output("term_" + name, term.reshape(1)));
    Tensor loss = Objects.requireNonNull(terms.get("loss"));
    graph.output("gradient", Gradients.of(loss, List.of(predicted)).get(0));
    Tensor pairWeights = Objects.requireNonNull(inputs.get("pair_weights"));
    Tensor dynamic = Objects.requireNonNull(terms.get("local_dynamic"));
    graph.output("pair_gradient", Gradients.of(dynamic, List.of(pairWeights)).get(0));
    return GraphSession.of(graph, 1);
  }

  private float[] coefficients(long seed) {
    Random random = new Random(seed);
    float[] c = new float[layout.size()];
    for (int k = 0; k < c.length; k++) {
      c[k] = (float) (0.3 * random.nextGaussian());
    }
    for (int k = layout.expressionOffset(); k < layout.albedoOffset(); k++) {
      c[k] = 0.1f + 0.6f * random.nextFloat();
    }
    c[layout.translationOffset()] = 5;
    return c;
  }

  /** Targets that say everything that is known about a face. */
  private Map<String, float[]> targets(float[] truth) {
    Coefficients c = new Coefficients(layout, truth);
    float[] shape = model.shape(c, null);
    float[] neutral = model.neutral(c, null);
    float[] landmarks = Landmarks.project(model, HeadPose.of(c).apply(shape, null), CAMERA);
    float left = LidOpenness.of(model.leftLid(), shape, neutral);
    float right = LidOpenness.of(model.rightLid(), shape, neutral);
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put("landmarks", landmarks);
    values.put("landmark_weights", filled(68, 1));
    values.put("pair_weights", filled(RegressorTargets.PAIRS, 1));
    values.put("target_coefficients", truth);
    values.put("supervision", new float[] {1, 1, 1, 0});
    values.put("openness", new float[] {left, right, left, right});
    values.put("eye_centres", new float[4]);
    values.put("eye_weights", new float[1]);
    return values;
  }

  private static float[] filled(int n, float value) {
    float[] values = new float[n];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void isZeroAtTheTruth() {
    float[] truth = coefficients(1);
    Map<String, float[]> inputs = targets(truth);
    inputs.put("predicted", truth);
    try (GraphSession session = session()) {
      session
          .runArrays(inputs, shapes)
          .forEach(
              (name, values) -> {
                if (name.startsWith("term_")) {
                  assertEquals(0, values[0], 2e-2, name);
                }
              });
    }
  }

  @Test
  void derivativesAreThoseOfTheValue() {
    float[] predicted = coefficients(2);
    Map<String, float[]> inputs = targets(coefficients(3));
    inputs.put("supervision", new float[] {0.7f, 1, 1, 0.4f});
    try (GraphSession session = session()) {
      inputs.put("predicted", predicted);
      float[] gradient = Objects.requireNonNull(session.runArrays(inputs, shapes).get("gradient"));
      double scale = 0;
      for (float g : gradient) {
        scale = Math.max(scale, Math.abs(g));
      }
      for (int k = 0; k < predicted.length; k++) {
        float h = k >= layout.translationOffset() ? 0.05f : 2e-3f;
        double slope =
            (value(session, inputs, predicted, k, h) - value(session, inputs, predicted, k, -h))
                / (2 * h);
        assertEquals(slope, gradient[k], 0.02 * Math.abs(slope) + 2e-3 * scale, "coefficient " + k);
      }
    }
  }

  private double value(
      GraphSession session, Map<String, float[]> inputs, float[] at, int k, float h) {
    float[] moved = at.clone();
    moved[k] += h;
    Map<String, float[]> changed = new LinkedHashMap<>(inputs);
    changed.put("predicted", moved);
    return Objects.requireNonNull(session.runArrays(changed, shapes).get("term_loss"))[0];
  }

  @Test
  void weightsOfZeroSwitchTargetsOff() {
    Map<String, float[]> inputs = targets(coefficients(4));
    inputs.put("landmark_weights", new float[68]);
    inputs.put("pair_weights", new float[RegressorTargets.PAIRS]);
    inputs.put("supervision", new float[4]);
    inputs.put("openness", new float[] {-1, -1, 9, 9});
    inputs.put("predicted", coefficients(5));
    try (GraphSession session = session()) {
      float loss = Objects.requireNonNull(session.runArrays(inputs, shapes).get("term_loss"))[0];
      assertEquals(0, loss, 1e-6);
    }
  }

  @Test
  void closedEyesOfAClosedLabelCostLessThanOpenOnes() {
    Map<String, float[]> inputs = targets(new float[layout.size()]);
    inputs.put("openness", new float[] {-1, -1, 0.05f, 0.05f});
    float[] open = new float[layout.size()];
    float[] closed =
        TinyFace.with(
                TinyFace.with(new Coefficients(layout, open), "eyeBlinkLeft", 1),
                "eyeBlinkRight",
                1)
            .values();
    try (GraphSession session = session()) {
      inputs.put("predicted", open);
      float costOpen =
          Objects.requireNonNull(session.runArrays(inputs, shapes).get("term_openness"))[0];
      inputs.put("predicted", closed);
      float costClosed =
          Objects.requireNonNull(session.runArrays(inputs, shapes).get("term_openness"))[0];
      assertEquals(0.95, costOpen, 0.02);
      assertTrue(costClosed < 0.02, "cost " + costClosed);
    }
  }

  /**
   * The term is linear in the weights of its pairs; a pair that is left out has no slope at all.
   */
  @Test
  void theLocalDynamicLossLooksAtTheChosenPairsAlone() {
    float[] all = pairGradient(null);
    float[] eyes = pairGradient(List.of(PairRegion.EYES));
    float[] mouth = pairGradient(List.of(PairRegion.MOUTH));
    for (int k = 0; k < RegressorTargets.PAIRS; k++) {
      assertTrue(all[k] > 0, "pair " + k);
      assertEquals(k < 4 ? all[k] : 0, eyes[k], "pair " + k);
      assertEquals(k < 4 ? 0 : all[k], mouth[k], "pair " + k);
    }
  }

  private float[] pairGradient(@Nullable List<PairRegion> pairs) {
    Map<String, float[]> inputs = targets(coefficients(6));
    inputs.put("predicted", coefficients(7));
    try (GraphSession session = session(LossWeights.defaults().withLocalDynamic(5, pairs))) {
      return Objects.requireNonNull(session.runArrays(inputs, shapes).get("pair_gradient"));
    }
  }

  @Test
  void noLidMovesForTheMouthsPairs() {
    LossWeights none = new LossWeights(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    int blink = TinyFace.model().leftLid().blinkExpression() + layout.expressionOffset();
    assertEquals(0, slope(none.withLocalDynamic(5, List.of(PairRegion.MOUTH)), blink));
    assertTrue(Math.abs(slope(none.withLocalDynamic(5, List.of(PairRegion.EYES)), blink)) > 1e-3);
  }

  private float slope(LossWeights weights, int coefficient) {
    Map<String, float[]> inputs = targets(coefficients(6));
    inputs.put("predicted", coefficients(7));
    try (GraphSession session = session(weights)) {
      return Objects.requireNonNull(session.runArrays(inputs, shapes).get("gradient"))[coefficient];
    }
  }

  @Test
  void pairsHaveToBeNamedOnce() {
    LossWeights weights = LossWeights.defaults();
    for (List<PairRegion> wrong :
        List.of(List.<PairRegion>of(), List.of(PairRegion.EYES, PairRegion.EYES))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> weights.withLocalDynamic(5, wrong))
              .getMessage();
      assertTrue(message.contains("localDynamicPairs must name eyes, mouth or both"), message);
    }
  }
}
