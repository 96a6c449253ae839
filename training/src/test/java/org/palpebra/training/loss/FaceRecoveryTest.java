package org.palpebra.training.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.Bundle;

/**
 * Recovers faces of the embedded model from their pictures alone: no landmarks, no regressor, no
 * hint of pose, light or eyes; the fit starts at the mean face in the middle of the crop.
 */
class FaceRecoveryTest {
  private static final MorphableModel MODEL = model();
  private static final CoefficientLayout LAYOUT = MODEL.layout(27);
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);

  private static MorphableModel model() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      return bundle.faceModel();
    }
  }

  @Test
  void aFaceIsRecoveredFromItsPictureAlone() {
    assertFace(recover(7, 280));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {5, 6, 8, 9, 10})
  void otherFacesAreRecoveredToo(long seed) {
    assertFace(recover(seed, 1000));
  }

  private record Recovery(
      long seed, double before, double after, Coefficients truth, Coefficients found) {
    double startDistance() {
      return distance(new Coefficients(LAYOUT, new float[LAYOUT.size()]), truth);
    }

    @Override
    public String toString() {
      return ("seed %d: loss %.4f to %.4f, openness %.3f and %.3f for %.3f and %.3f, "
              + "%.2f mm off after %.2f")
          .formatted(
              seed,
              before,
              after,
              openness(MODEL.leftLid(), found),
              openness(MODEL.rightLid(), found),
              openness(MODEL.leftLid(), truth),
              openness(MODEL.rightLid(), truth),
              distance(found, truth),
              startDistance());
    }
  }

  private static Recovery recover(long seed, int steps) {
    Coefficients truth = face(seed);
    Portrait portrait = Portrait.of(MODEL, CAMERA, truth);
    float[] x = FaceFit.coarseToFine(MODEL, CAMERA, portrait, steps);
    Recovery recovery =
        new Recovery(
            seed,
            loss(portrait, new float[LAYOUT.size()]),
            loss(portrait, x),
            truth,
            new Coefficients(LAYOUT, x));
    System.out.println(recovery);
    return recovery;
  }

  private static void assertFace(Recovery r) {
    assertTrue(r.after() <= 0.05 * r.before(), r.toString());
    for (Lid lid : new Lid[] {MODEL.leftLid(), MODEL.rightLid()}) {
      assertEquals(openness(lid, r.truth()), openness(lid, r.found()), 0.1, r.toString());
    }
    assertTrue(distance(r.found(), r.truth()) < 0.25 * r.startDistance(), r.toString());
    for (int axis = 0; axis < 3; axis++) {
      assertEquals(r.truth().rotation()[axis], r.found().rotation()[axis], 0.05, r.toString());
    }
    int t = LAYOUT.translationOffset();
    assertEquals(r.truth().values()[t], r.found().values()[t], 1.5, r.toString());
    assertEquals(r.truth().values()[t + 1], r.found().values()[t + 1], 1.5, r.toString());
  }

  private static double loss(Portrait portrait, float[] coefficients) {
    try (FaceFit fit = new FaceFit(MODEL, CAMERA, portrait, coefficients)) {
      return fit.loss();
    }
  }

  private static void assertPose(Coefficients truth, Coefficients found, String what) {
    for (int axis = 0; axis < 3; axis++) {
      assertEquals(truth.rotation()[axis], found.rotation()[axis], 0.05, what);
    }
    int t = LAYOUT.translationOffset();
    assertEquals(truth.values()[t], found.values()[t], 1.5, what);
    assertEquals(truth.values()[t + 1], found.values()[t + 1], 1.5, what);
  }

  private static float openness(Lid lid, Coefficients c) {
    return LidOpenness.of(lid, MODEL.shape(c, null), MODEL.neutral(c, null));
  }

  /** Mean distance of the vertices across the line of sight, millimetres. */
  private static double distance(Coefficients a, Coefficients b) {
    float[] p = HeadPose.of(a).apply(MODEL.shape(a, null), null);
    float[] q = HeadPose.of(b).apply(MODEL.shape(b, null), null);
    double sum = 0;
    for (int i = 0; i < p.length; i += 3) {
      sum += Math.hypot(p[i] - q[i], p[i + 1] - q[i + 1]);
    }
    return 3 * sum / p.length;
  }

  /** A face with eyes at two different widths, turned, off the middle, under uneven light. */
  private static Coefficients face(long seed) {
    Random random = new Random(seed);
    float[] c = new float[LAYOUT.size()];
    for (int k = 0; k < LAYOUT.identity(); k++) {
      c[k] = 0.8f * (float) random.nextGaussian();
    }
    for (int k = LAYOUT.albedoOffset(); k < LAYOUT.rotationOffset(); k++) {
      c[k] = 0.6f * (float) random.nextGaussian();
    }
    express(c, "eyeBlinkLeft", random.nextFloat());
    express(c, "eyeBlinkRight", random.nextFloat());
    express(c, "jawOpen", 0.3f * random.nextFloat());
    express(c, "mouthSmileLeft", 0.5f * random.nextFloat());
    express(c, "mouthSmileRight", 0.5f * random.nextFloat());
    for (int axis = 0; axis < 3; axis++) {
      c[LAYOUT.rotationOffset() + axis] = 0.3f * (random.nextFloat() - 0.5f);
      c[LAYOUT.translationOffset() + axis] = 10 * (random.nextFloat() - 0.5f);
    }
    for (int k = 0; k < 9; k++) {
      float light = 0.12f * (float) random.nextGaussian();
      for (int channel = 0; channel < 3; channel++) {
        c[LAYOUT.lightingOffset() + 9 * channel + k] = light;
      }
    }
    return new Coefficients(LAYOUT, c);
  }

  private static void express(float[] c, String name, float value) {
    c[LAYOUT.expressionOffset() + MODEL.expression().indexOf(name)] = value;
  }
}
