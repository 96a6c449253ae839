package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.eyes.LidRefinement;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;

/** Lid refinement on the face model that comes with the library. */
class EmbeddedLidsTest {
  /** Farther than that many millimetres from both lids nothing may be seen to move. */
  private static final double REACH = 30;

  /** Millimetres; a full blink itself lifts the cheek by 0.6 mm. */
  private static final double MOST = 0.8;

  private static MorphableModel model;
  private static LidRefinement refinement;

  @BeforeAll
  static void readTheModel() throws IOException {
    try (InputStream in =
        EmbeddedLidsTest.class.getResourceAsStream("embedded/face-model.safetensors")) {
      assertNotNull(in);
      model = new SafetensorsReader().read(in, "embedded/face-model.safetensors");
    }
    refinement = new LidRefinement(model);
  }

  /** Some identity with a few expressions at half weight. */
  private static Coefficients face(Random random) {
    CoefficientLayout layout = model.layout(27);
    float[] values = new float[layout.size()];
    for (int k = 0; k < layout.identity(); k++) {
      values[k] = (float) random.nextGaussian();
    }
    for (int i = 0; i < 6; i++) {
      values[layout.expressionOffset() + random.nextInt(layout.expression())] =
          0.5f * random.nextFloat();
    }
    return new Coefficients(layout, values);
  }

  @Test
  void eachEyeReachesItsOpennessAndTheRestOfTheFaceStaysStill() {
    Random random = new Random(5);
    float[][] targets = {{0, 0}, {0, 0.9f}, {0.7f, 0.05f}, {0.35f, 0.35f}, {0.6f, 0.8f}};
    boolean[] far = far();
    for (int i = 0; i < 60; i++) {
      float[] target = targets[i % targets.length];
      Coefficients before = face(random);
      Coefficients after = refinement.refine(before, target[0], target[1]);
      assertEquals(target[0], openness(model.rightLid(), after), 0.05, "face " + i);
      assertEquals(target[1], openness(model.leftLid(), after), 0.05, "face " + i);
      float[] old = model.shape(before, null);
      float[] now = model.shape(after, null);
      for (int v = 0; v < far.length; v++) {
        double moved =
            Math.hypot(
                Math.hypot(now[3 * v] - old[3 * v], now[3 * v + 1] - old[3 * v + 1]),
                now[3 * v + 2] - old[3 * v + 2]);
        assertTrue(!far[v] || moved < MOST, "face " + i + ", vertex " + v + ": " + moved);
      }
    }
  }

  private static float openness(Lid lid, Coefficients c) {
    return LidOpenness.of(lid, model.shape(c, null), model.neutral(c, null));
  }

  private static boolean[] far() {
    float[] shape = model.meanShape();
    boolean[] far = new boolean[model.vertexCount()];
    for (int v = 0; v < far.length; v++) {
      far[v] = true;
      for (Lid lid : new Lid[] {model.leftLid(), model.rightLid()}) {
        for (int u : lid.upper()) {
          double distance =
              Math.hypot(shape[3 * v] - shape[3 * u], shape[3 * v + 1] - shape[3 * u + 1]);
          far[v] &= distance > REACH;
        }
      }
    }
    return far;
  }
}
