package org.palpebra.tracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstructor;
import org.palpebra.Stage;
import org.palpebra.StageListener;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Coefficients;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.FaceCheck;
import org.palpebra.spi.FaceDetector;
import org.palpebra.spi.ModelInfo;
import org.palpebra.testing.FakeBackend;
import org.palpebra.testing.TinyFace;

class FaceTrackerTest {
  private static final double FRAME = 1.0 / 30;
  private static final FaceImage PICTURE = FakeBackend.photo();
  private static final FaceCheck YES = new FaceCheck(100, 0, 0);
  private static final FaceCheck NO = new FaceCheck(-100, 0, 0);

  /** What the detector sees; null for nothing. */
  private List<FakeBackend.Face> visible = new ArrayList<>();

  private int detections;

  private static FakeBackend.Face face(double x, double y, float width) {
    Coefficients c = TinyFace.with(TinyFace.neutral(), "jawOpen", 0.3f);
    c.values()[0] = width;
    return new FakeBackend.Face(c, new Similarity(3, 0, x - 48, y - 48));
  }

  private FaceReconstructor reconstructor(FakeBackend backend, FaceCheck check) {
    backend.check = check;
    FaceDetector detector =
        new FaceDetector() {
          @Override
          public List<DetectedFace> detect(FaceImage image) {
            detections++;
            return visible.stream().map(FaceTrackerTest::detection).toList();
          }

          @Override
          public ModelInfo info() {
            return new ModelInfo("counting", "", "cpu", "fake", "Apache-2.0");
          }

          @Override
          public void close() {}
        };
    return FaceReconstructor.builder(
            detector,
            backend.regressor(CropAlignment.CANONICAL),
            backend.classifier(0.02f, 0.02f),
            TinyFace.model())
        .build();
  }

  private static DetectedFace detection(FakeBackend.Face face) {
    Similarity s = face.cropToPhoto();
    float side = (float) (s.scale() * 140 * 0.183);
    return new DetectedFace(
        new Box(
            (float) s.applyX(16, 16) - side / 2, (float) s.applyY(16, 16) - side / 2, side, side),
        1,
        new float[0]);
  }

  @Test
  void followsWithoutDetectionAndFindsWhatTheReconstructorFinds() {
    FakeBackend.Face face = face(90, 110, 0.5f);
    visible.add(face);
    try (FaceReconstructor r = reconstructor(new FakeBackend(List.of(face)), YES)) {
      StageTimes times = new StageTimes();
      FaceTracker tracker = new FaceTracker(r, Smoothing.DEFAULT, times);
      for (int i = 0; i < 90; i++) {
        TrackedFace tracked = tracker.track(PICTURE, i * FRAME).face().orElseThrow();
        assertEquals(i == 0, tracked.detected(), "frame " + i);
        assertEquals(1, tracked.person());
        assertArrayEquals(
            tracked.measured().landmarks(), tracked.smoothed().landmarks(), 0.3f, "frame " + i);
        assertEquals(0.5f, tracked.smoothed().coefficients().identity()[0], 0.01);
      }
      assertEquals(1, detections);
      assertEquals(90, times.summaries().get(Stage.FILTER).count());
    }
  }

  @Test
  void withoutACheckTheFaceIsDetectedAgainOnceASecond() {
    FakeBackend.Face face = face(90, 110, 0);
    visible.add(face);
    FakeBackend backend = new FakeBackend(List.of(face));
    try (FaceReconstructor r = reconstructor(backend, null)) {
      FaceTracker tracker = new FaceTracker(r);
      for (int i = 0; i < 95; i++) {
        assertEquals(1, tracker.track(PICTURE, i * FRAME).face().orElseThrow().person());
      }
      assertEquals(4, detections);
    }
  }

  @Test
  void aFaceThatFailsTheCheckIsLostAndNothingIsMadeUp() {
    FakeBackend.Face face = face(90, 110, 0);
    visible.add(face);
    try (FaceReconstructor r = reconstructor(new FakeBackend(List.of(face)), NO)) {
      FaceTracker tracker = new FaceTracker(r);
      int lost = -1;
      for (int i = 0; i < 20 && lost < 0; i++) {
        if (i == 2) {
          visible.clear();
        }
        lost = tracker.track(PICTURE, i * FRAME).face().isEmpty() ? i : -1;
      }
      assertEquals(8, lost, "a quarter of a second later"); // frame 8 is the first at 0.25 s
      assertTrue(tracker.track(PICTURE, 1).face().isEmpty());
      visible.add(face);
      assertEquals(1, tracker.track(PICTURE, 1.01).face().orElseThrow().person());
    }
  }

  @Test
  void afterASecondOrElsewhereItIsAnotherPerson() {
    FakeBackend.Face face = face(80, 110, 0);
    FakeBackend.Face other = face(200, 130, 0.3f);
    visible.add(face);
    try (FaceReconstructor r = reconstructor(new FakeBackend(List.of(face, other)), null)) {
      FaceTracker tracker = new FaceTracker(r);
      assertEquals(1, person(tracker, 0));
      visible.clear();
      assertTrue(tracker.track(PICTURE, 1.5).face().isEmpty());
      visible.add(face);
      assertEquals(2, person(tracker, 2.2), "gone for more than a second");
      visible.set(0, other);
      assertEquals(3, person(tracker, 3.3), "detected elsewhere");
      visible.add(face);
      assertEquals(3, person(tracker, 3.9), "followed");
      assertEquals(3, person(tracker, 4.4), "the nearer one of two");
    }
  }

  @Test
  void anUnlikeFaceInTheSamePlaceIsAnotherPerson() {
    FakeBackend.Face shown = face(90, 110, -1);
    visible.add(shown);
    float width = 2.5f;
    try (FaceReconstructor first = reconstructor(new FakeBackend(visible), YES)) {
      FaceTracker tracker = new FaceTracker(first);
      for (int i = 0; i < 30; i++) {
        assertEquals(1, person(tracker, i * FRAME));
      }
      Coefficients c = shown.coefficients();
      c.values()[0] = width; // the fake answers with the array itself
      int changed = -1;
      for (int i = 30; i < 60 && changed < 0; i++) {
        changed = person(tracker, i * FRAME) == 2 ? i : -1;
      }
      assertEquals(36.5, changed, 0.5, "unlike for a fifth of a second");
      TrackedFace now = tracker.track(PICTURE, 2).face().orElseThrow();
      assertEquals(width, now.smoothed().coefficients().identity()[0], 1e-3);
    }
  }

  private static int person(FaceTracker tracker, double seconds) {
    return tracker.track(PICTURE, seconds).face().orElseThrow().person();
  }

  @Test
  void timesMustRise() {
    visible.add(face(90, 110, 0));
    try (FaceReconstructor r = reconstructor(new FakeBackend(visible), null)) {
      FaceTracker tracker = new FaceTracker(r);
      tracker.track(PICTURE, 2);
      for (double time : new double[] {2, 1, Double.NaN, Double.POSITIVE_INFINITY}) {
        assertThrows(IllegalArgumentException.class, () -> tracker.track(PICTURE, time));
      }
      assertFalse(tracker.track(PICTURE, 2.5).face().isEmpty());
    }
  }

  @Test
  void stageTimesKnowTheirQuantiles() {
    StageTimes times = new StageTimes();
    StageListener listener = times;
    for (int i = 1; i <= 400; i++) {
      listener.took(Stage.EYES, 1_000_000L * (401 - i));
    }
    StageTimes.Summary summary = times.summaries().get(Stage.EYES);
    assertEquals(new StageTimes.Summary(400, 200, 380, 80_200), summary);
  }
}
