package org.palpebra.training.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/** The graph against core's own mesh, pose, camera, landmarks and lids. */
class FaceGraphTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);
  private static final int BATCH = 5;

  private final MorphableModel model = TinyFace.sliding();
  private final CoefficientLayout layout = model.layout(9);

  @Test
  void agreesWithCore() {
    FaceGraph face = new FaceGraph(model, 9, CAMERA, 20, 3);
    Graph graph = new Graph();
    Tensor input = graph.input("c", BATCH, layout.size());
    Tensor neutral = face.neutral(input);
    Tensor shape = neutral.add(face.expressionOffset(input));
    Tensor posed = face.posed(input, shape);
    graph.output("posed", posed);
    graph.output("landmarks", face.landmarks(face.project(posed)));
    graph.output("openness", face.openness(shape, neutral));
    float[] values = coefficients();
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, float[]> out =
          session.runArrays(Map.of("c", values), Map.of("c", Shape.of(BATCH, layout.size())));
      for (int b = 0; b < BATCH; b++) {
        float[] one = new float[layout.size()];
        System.arraycopy(values, b * one.length, one, 0, one.length);
        check(face, new Coefficients(layout, one), b, out);
      }
    }
  }

  private void check(FaceGraph face, Coefficients c, int b, Map<String, float[]> out) {
    float[] shape = model.shape(c, null);
    float[] neutral = model.neutral(c, null);
    float[] posed = HeadPose.of(c).apply(shape, null);
    int[] vertices = face.vertices();
    for (int i = 0; i < vertices.length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        assertEquals(
            posed[3 * vertices[i] + axis],
            row(out, "posed", b, 3 * vertices.length)[3 * i + axis],
            1e-3);
      }
    }
    assertArrayEquals(
        Landmarks.project(model, posed, CAMERA), row(out, "landmarks", b, 136), 1e-3f);
    float[] openness = row(out, "openness", b, 2);
    assertEquals(LidOpenness.of(model.leftLid(), shape, neutral), openness[0], 2e-3);
    assertEquals(LidOpenness.of(model.rightLid(), shape, neutral), openness[1], 2e-3);
  }

  private static float[] row(Map<String, float[]> out, String name, int b, int width) {
    float[] row = new float[width];
    System.arraycopy(Objects.requireNonNull(out.get(name)), b * width, row, 0, width);
    return row;
  }

  private float[] coefficients() {
    Random random = new Random(5);
    float[] values = new float[BATCH * layout.size()];
    for (int b = 0; b < BATCH; b++) {
      int row = b * layout.size();
      for (int k = 0; k < layout.albedoOffset(); k++) {
        values[row + k] =
            k < layout.identity() ? (float) random.nextGaussian() : 0.8f * random.nextFloat();
      }
      for (int k = 0; k < 3; k++) {
        values[row + layout.rotationOffset() + k] = random.nextFloat() - 0.5f;
        values[row + layout.translationOffset() + k] = 40 * random.nextFloat() - 20;
      }
    }
    return values;
  }
}
