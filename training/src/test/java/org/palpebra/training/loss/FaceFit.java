package org.palpebra.training.loss;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.Gradients;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/**
 * Fits coefficients to one picture: Adam on the hybrid loss without landmarks, what is seen found
 * anew before every step.
 *
 * <p>A lid that slides over the eyeball changes which surface a pixel shows, and that has no
 * derivative. So from time to time each blink coefficient is searched: eleven values are drawn,
 * with the eye's other expressions as they are and without them, and what has the least loss stays.
 */
final class FaceFit implements AutoCloseable {
  private static final int LIGHTING = 27;
  private static final int SEARCHES = 6;
  private static final double RATE = 0.05;

  private final MorphableModel model;
  private final CoefficientLayout layout;
  private final PerspectiveCamera camera;
  private final Visibility visibility;
  private final GraphSession session;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final float[] x;
  private final float[] mean;
  private final float[] square;
  private int step;

  /**
   * @param start coefficients, copied
   */
  FaceFit(MorphableModel model, PerspectiveCamera camera, Portrait portrait, float[] start) {
    this.model = model;
    this.camera = camera;
    layout = model.layout(LIGHTING);
    visibility = new Visibility(model, LIGHTING, camera, 1);
    x = start.clone();
    mean = new float[x.length];
    square = new float[x.length];
    Graph graph = new Graph();
    Tensor coefficients = graph.input("coefficients", 1, x.length);
    HybridTargets targets = HybridTargets.declare(graph, 1, camera.size());
    HybridWeights weights = new HybridWeights(0, 1.8, 0, 0, 1e-5, 1, 0.8, 1.7e-2, 10, 0);
    Tensor loss =
        Objects.requireNonNull(
            new HybridLoss(
                    model, LIGHTING, camera, HybridSettings.paper().withWeights(weights), null)
                .terms(coefficients, targets)
                .get(HybridLoss.LOSS));
    graph.output("loss", loss.reshape(1));
    graph.output("gradient", Gradients.of(loss, List.of(coefficients)).get(0));
    session = GraphSession.of(graph, 2);
    float[] nothing = new float[LandmarkPairs.lidsAndLips().count()];
    inputs.put("image", GraphSession.tensor(portrait.image(), targets.image().shape()));
    inputs.put("skin", GraphSession.tensor(portrait.skin(), targets.skin().shape()));
    inputs.put("landmarks", GraphSession.tensor(new float[136], targets.landmarks().shape()));
    inputs.put(
        "landmark_weights", GraphSession.tensor(new float[68], targets.landmarkWeights().shape()));
    inputs.put("pair_weights", GraphSession.tensor(nothing, targets.pairWeights().shape()));
  }

  /**
   * Fits from the mean face, first to the picture at a quarter of its size, then at half, then as
   * it is: what is small then hides no wider valley.
   *
   * @param steps altogether
   */
  static float[] coarseToFine(
      MorphableModel model, PerspectiveCamera camera, Portrait portrait, int steps) {
    float[] x = new float[model.layout(LIGHTING).size()];
    Portrait half = portrait.halved(camera.size());
    Portrait quarter = half.halved(camera.size() / 2);
    x = fitted(model, reduced(camera, 4), quarter, x, steps / 4);
    x = fitted(model, reduced(camera, 2), half, x, steps / 4);
    return fitted(model, camera, portrait, x, steps / 2);
  }

  private static float[] fitted(
      MorphableModel model, PerspectiveCamera camera, Portrait portrait, float[] start, int steps) {
    try (FaceFit fit = new FaceFit(model, camera, portrait, start)) {
      fit.run(steps);
      return fit.x.clone();
    }
  }

  private static PerspectiveCamera reduced(PerspectiveCamera c, int factor) {
    return new PerspectiveCamera(
        c.size() / factor,
        c.focal() / factor,
        c.centerX() / factor,
        c.centerY() / factor,
        c.distance());
  }

  /** The loss of the present coefficients. */
  double loss() {
    return run(x, Set.of("loss"))[0];
  }

  private void run(int steps) {
    for (int i = 0; i < steps; i++) {
      if (i > 0 && i % (steps / (SEARCHES + 1)) == 0) {
        search(model.leftLid().blinkExpression(), "Left");
        search(model.rightLid().blinkExpression(), "Right");
      }
      double cosine = (1 + Math.cos(Math.PI * i / steps)) / 2;
      descend(RATE * (0.02 + 0.98 * cosine));
    }
  }

  private void search(int blink, String side) {
    float[] rest = x.clone();
    for (int e = 0; e < layout.expression(); e++) {
      String name = model.expression().names().get(e);
      if (name.startsWith("eye") && name.endsWith(side)) {
        rest[layout.expressionOffset() + e] = 0;
      }
    }
    double least = loss();
    float[] best = x.clone();
    for (float[] others : new float[][] {x.clone(), rest}) {
      for (int i = 0; i <= 10; i++) {
        System.arraycopy(others, 0, x, 0, x.length);
        x[layout.expressionOffset() + blink] = 0.1f * i;
        double loss = loss();
        if (loss < least) {
          least = loss;
          best = x.clone();
        }
      }
    }
    System.arraycopy(best, 0, x, 0, x.length);
  }

  private void descend(double rate) {
    float[] gradient = run(x, Set.of("gradient"));
    step++;
    for (int k = 0; k < x.length; k++) {
      mean[k] = 0.9f * mean[k] + 0.1f * gradient[k];
      square[k] = 0.99f * square[k] + 0.01f * gradient[k] * gradient[k];
      double first = mean[k] / (1 - Math.pow(0.9, step));
      double second = square[k] / (1 - Math.pow(0.99, step));
      x[k] -= (float) (rate * scale(k) * first / (Math.sqrt(second) + 1e-10));
    }
    for (int k = layout.expressionOffset(); k < layout.albedoOffset(); k++) {
      x[k] = Math.min(Math.max(x[k], 0), 1); // blendshape weights
    }
  }

  /** Steps in proportion to how much the coefficients of a group vary. */
  private double scale(int k) {
    if (k >= layout.translationOffset()) {
      return 10; // millimetres
    }
    if (k >= layout.lightingOffset()) {
      return 0.3;
    }
    if (k >= layout.rotationOffset()) {
      return 0.1;
    }
    return k >= layout.albedoOffset() || k < layout.expressionOffset() ? 1 : 0.5;
  }

  private float[] run(float[] coefficients, Set<String> output) {
    int pixels = camera.size() * camera.size();
    try (OnnxTensor at =
            GraphSession.tensor(
                Arrays.copyOf(coefficients, coefficients.length), Shape.of(1, x.length));
        OnnxTensor triangles =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                visibility.of(coefficients),
                new long[] {1, pixels})) {
      inputs.put("coefficients", at);
      inputs.put(HybridTargets.TRIANGLES, triangles);
      try (OnnxTensor result = session.run(inputs, output).values().iterator().next()) {
        return GraphSession.floats(result);
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    inputs.remove("coefficients");
    inputs.remove(HybridTargets.TRIANGLES);
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}
