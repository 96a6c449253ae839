package org.palpebra.training.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceReconstructor;
import org.palpebra.LidState;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.Similarity;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.testing.FakeBackend;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.eval.PerturbedLids.Kind;

class ElamOutcomeTest {
  private static final FakeBackend.Face FACE =
      new FakeBackend.Face(TinyFace.neutral(), new Similarity(4, 0, 128 - 64, 128 - 64));

  @TempDir private Path folder;
  private Path photo;

  @BeforeEach
  void writeThePhoto() throws IOException {
    photo = folder.resolve("ramp.png");
    ImageIO.write(FakeBackend.photo().toBufferedImage(), "png", photo.toFile());
  }

  private static EyeStateClassifier classifier(float right, float left) {
    return new FakeBackend(List.of(FACE)).classifier(right, left);
  }

  /** Eyes 40 pixels wide with these gaps in pixels. */
  private LandmarkFace face(float rightGap, float leftGap) {
    float[] points = new float[136];
    for (int eye = 0; eye < 2; eye++) {
      float gap = eye == 0 ? rightGap : leftGap;
      float[] x = {0, 13, 27, 40, 27, 13};
      float[] y = {0, 3 - gap, 3 - gap, 0, 3, 3};
      for (int i = 0; i < 6; i++) {
        points[2 * (36 + 6 * eye + i)] = 60 + 90 * eye + x[i];
        points[2 * (36 + 6 * eye + i) + 1] = 100 + y[i];
      }
    }
    return new LandmarkFace(photo, "p", "val", 256, 256, points);
  }

  private List<ElamOutcome> annotated(float right, float left, LandmarkFace face) {
    return ElamOutcome.ofAnnotations(classifier(right, left), List.of(face), () -> {});
  }

  @Test
  void closedEyeWithOpenLandmarksIsClosed() {
    List<ElamOutcome> eyes = annotated(0.9f, 0.1f, face(12, 8));
    ElamOutcome right = eyes.get(0);
    assertEquals(LidState.CLOSED, right.state());
    assertFalse(right.leftAlone());
    assertFalse(right.agreedBefore());
    assertTrue(right.agreesAfter());
    assertEquals(-27, right.changePercent(), 1e-3);
    ElamOutcome left = eyes.get(1);
    assertEquals(LidState.OPEN, left.state());
    assertTrue(left.leftAlone() && left.agreedBefore() && left.agreesAfter());
    assertEquals(0, left.changePercent());
    assertEquals(0.2, left.aspectAfter(), 1e-6);
  }

  @Test
  void openEyeWithShutLandmarksIsOpened() {
    ElamOutcome left = annotated(0.5f, 0.05f, face(12, 0)).get(1);
    assertFalse(left.agreedBefore());
    assertTrue(left.agreesAfter());
    assertEquals(28.5, left.changePercent(), 1e-3);
  }

  @Test
  void strictRuleOnLandmarks() {
    assertEquals(LidState.CLOSED, ElamOutcome.lids(-0.1f));
    assertEquals(LidState.CLOSED, ElamOutcome.lids(0.0599f));
    assertEquals(LidState.BETWEEN, ElamOutcome.lids(0.0601f));
    assertEquals(LidState.BETWEEN, ElamOutcome.lids(0.1499f));
    assertEquals(LidState.OPEN, ElamOutcome.lids(0.1501f));
  }

  private static FaceReconstructor reconstructor(boolean finds, boolean elam) {
    FakeBackend backend = new FakeBackend(List.of(FACE));
    float side = 4 * 140 * 0.183f;
    DetectedFace detection =
        new DetectedFace(new Box(128 - side / 2, 128 - side / 2, side, side), 1, new float[0]);
    return FaceReconstructor.builder(
            backend.detector(finds ? List.of(detection) : List.of()),
            backend.regressor(CropAlignment.CANONICAL),
            backend.classifier(1, 0),
            TinyFace.model())
        .elam(elam)
        .build();
  }

  @Test
  void regressedLandmarksAreComparedWithTheLabel() {
    EyeStateFace closed = new EyeStateFace(photo, true, "val", new float[2], new float[2]);
    try (FaceReconstructor reconstructor = reconstructor(true, false)) {
      List<ElamOutcome> eyes =
          ElamOutcome.ofReconstructions(reconstructor, List.of(closed), () -> {});
      assertEquals(
          List.of(LidState.CLOSED, LidState.CLOSED),
          eyes.stream().map(ElamOutcome::state).toList());
      assertEquals(1, eyes.get(0).closed());
      assertFalse(eyes.get(0).agreedBefore());
      assertTrue(eyes.get(0).agreesAfter(), "the classifier is right");
      assertFalse(eyes.get(1).agreesAfter(), "the classifier is wrong");
    }
    try (FaceReconstructor blind = reconstructor(false, false)) {
      assertEquals(List.of(), ElamOutcome.ofReconstructions(blind, List.of(closed), () -> {}));
    }
    try (FaceReconstructor adjusted = reconstructor(true, true)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ElamOutcome.ofReconstructions(adjusted, List.of(closed), () -> {}));
    }
  }

  private Map<Kind, List<PerturbedLids>> perturbed(float right, float left, LandmarkFace face) {
    return PerturbedLids.all(classifier(right, left), List.of(face), () -> {}).stream()
        .collect(Collectors.groupingBy(PerturbedLids::kind));
  }

  @Test
  void falsifiedLidsComeBackWhereTheClassifierIsSure() {
    Map<Kind, List<PerturbedLids>> done = perturbed(0, 1, face(10, 1));
    PerturbedLids shut = done.get(Kind.SHUT).get(0);
    assertEquals(1, done.get(Kind.SHUT).size());
    assertEquals(25, shut.errorBefore(), 1e-3);
    assertEquals(5, shut.errorAfter(), 1e-3, "the typical gap is 12 pixels here");
    assertFalse(shut.elam().agreedBefore());
    assertTrue(shut.elam().agreesAfter());
    PerturbedLids opened = done.get(Kind.OPENED).get(0);
    assertEquals(1, done.get(Kind.OPENED).size());
    assertEquals(27.5, opened.errorBefore(), 1e-3);
    assertEquals(2.5, opened.errorAfter(), 1e-3);
    assertTrue(opened.elam().agreesAfter());
    assertEquals(2, done.get(Kind.NOISE).size());
    assertTrue(done.get(Kind.NOISE).get(0).errorBefore() > 0);
  }

  @Test
  void falsifiedLidsStayWhereItIsInDoubt() {
    Map<Kind, List<PerturbedLids>> done = perturbed(0.5f, 0.5f, face(10, 1));
    for (List<PerturbedLids> kind : done.values()) {
      for (PerturbedLids lids : kind) {
        assertEquals(lids.errorBefore(), lids.errorAfter());
      }
    }
  }

  @Test
  void lidsThatAreNeitherGetNoiseOnlyAndTheSameOneEachTime() {
    LandmarkFace narrow = face(4, 4);
    Map<Kind, List<PerturbedLids>> done = perturbed(0, 0, narrow);
    assertEquals(List.of(Kind.NOISE), List.copyOf(done.keySet()));
    assertArrayEquals(
        done.get(Kind.NOISE).get(0).elam().before(),
        perturbed(0, 0, narrow).get(Kind.NOISE).get(0).elam().before());
  }
}
