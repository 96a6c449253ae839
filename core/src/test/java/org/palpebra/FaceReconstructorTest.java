package org.palpebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.FaceCheck;
import org.palpebra.spi.ModelInfo;
import org.palpebra.testing.FakeBackend;
import org.palpebra.testing.TinyFace;

class FaceReconstructorTest {
  private static final MorphableModel MODEL = TinyFace.model();
  private static final FakeBackend.Face LEFT = face(80, 120, 3.2, 0.15, 0.3f);
  private static final FakeBackend.Face RIGHT = face(185, 130, 2.2, -0.3, -0.2f);

  /** A face in the photo, turned by {@code roll} clockwise on the screen. */
  private static FakeBackend.Face face(double x, double y, double scale, double roll, float yaw) {
    double a = scale * Math.cos(roll);
    double b = scale * Math.sin(roll);
    Coefficients c = TinyFace.with(TinyFace.neutral(), "jawOpen", 0.3f);
    c.values()[0] = 0.5f;
    c.values()[c.layout().rotationOffset() + 1] = yaw;
    return new FakeBackend.Face(c, new Similarity(a, b, x - 16 * a + 16 * b, y - 16 * b - 16 * a));
  }

  /** A detector's box about a face, shifted and scaled. */
  private static DetectedFace detection(FakeBackend.Face face, double shift, double zoom) {
    Similarity s = face.cropToPhoto();
    double side = zoom * s.scale() * 140 * 0.183;
    double x = s.applyX(16, 16) + shift * side;
    double y = s.applyY(16, 16) - shift * side;
    return new DetectedFace(
        new Box((float) (x - side / 2), (float) (y - side / 2), (float) side, (float) side),
        1,
        new float[0]);
  }

  private static FaceReconstructor.Builder reconstructor(
      FakeBackend backend, float right, float left, DetectedFace... detections) {
    return FaceReconstructor.builder(
        backend.detector(List.of(detections)),
        backend.regressor(CropAlignment.CANONICAL),
        backend.classifier(right, left),
        MODEL);
  }

  private static float[] truth(FakeBackend.Face face) {
    float[] posed =
        HeadPose.of(face.coefficients()).apply(MODEL.shape(face.coefficients(), null), null);
    return face.cropToPhoto().apply(Landmarks.project(MODEL, posed, FakeBackend.CAMERA));
  }

  @Test
  void findsTheFaceFromAPoorDetection() {
    FakeBackend backend = new FakeBackend(List.of(LEFT, RIGHT));
    try (FaceReconstructor r =
        reconstructor(backend, 0, 0, detection(LEFT, 0.12, 1.3)).elam(false).build()) {
      List<FaceReconstruction> faces = r.reconstruct(FakeBackend.photo());
      assertEquals(1, faces.size());
      FaceReconstruction face = faces.get(0);
      assertArrayEquals(truth(LEFT), face.landmarks(), 0.5f);
      assertEquals(LEFT.cropToPhoto().scale(), face.cropToPhoto().scale(), 0.05);
      assertEquals(LEFT.cropToPhoto().angle(), face.cropToPhoto().angle(), 0.03);
      assertTrue(backend.regressed.get() > 1, "the crop was cut again");
      assertEquals(0, face.pose().tx(), 3);
      assertEquals(0, face.pose().rz(), 0.03);
    }
  }

  @Test
  void fivePointsStartBetterThanTheBox() {
    FakeBackend backend = new FakeBackend(List.of(LEFT));
    DetectedFace poor = detection(LEFT, 0.12, 1.3);
    DetectedFace exact = new DetectedFace(poor.box(), 1, FivePoints.of(truth(LEFT)));
    try (FaceReconstructor r = reconstructor(backend, 0, 0, exact).build()) {
      assertArrayEquals(truth(LEFT), r.reconstruct(FakeBackend.photo()).get(0).landmarks(), 0.5f);
    }
  }

  @Test
  void severalFacesKeepTheirOrder() {
    FakeBackend backend = new FakeBackend(List.of(LEFT, RIGHT));
    try (FaceReconstructor r =
        reconstructor(backend, 0, 0, detection(RIGHT, 0.05, 1), detection(LEFT, -0.1, 0.9))
            .build()) {
      List<FaceReconstruction> faces = r.reconstruct(FakeBackend.photo());
      assertEquals(2, faces.size());
      assertArrayEquals(truth(RIGHT), faces.get(0).landmarks(), 0.5f);
      assertArrayEquals(truth(LEFT), faces.get(1).landmarks(), 0.5f);
    }
    try (FaceReconstructor r =
        reconstructor(backend, 0, 0, detection(LEFT, 0, 1), detection(RIGHT, 0, 1))
            .maxFaces(1)
            .build()) {
      assertEquals(1, r.reconstruct(FakeBackend.photo()).size());
    }
  }

  @Test
  void twoDetectionsOfOneFaceAreOne() {
    FakeBackend backend = new FakeBackend(List.of(LEFT));
    try (FaceReconstructor r =
        reconstructor(backend, 0, 0, detection(LEFT, 0.1, 1.2), detection(LEFT, -0.1, 0.9))
            .build()) {
      assertEquals(1, r.reconstruct(FakeBackend.photo()).size());
    }
  }

  @Test
  void detectionsWithoutAFaceAreDropped() {
    FakeBackend backend = new FakeBackend(List.of(RIGHT));
    DetectedFace nowhere = new DetectedFace(new Box(5, 5, 25, 25), 1, new float[0]);
    try (FaceReconstructor r = reconstructor(backend, 0, 0, nowhere).build()) {
      assertTrue(r.reconstruct(FakeBackend.photo()).isEmpty());
      assertTrue(r.reconstruct(FakeBackend.photo(), List.of()).isEmpty());
    }
  }

  @Test
  void theRegressorDecidesAboutDoubtfulDetections() {
    DetectedFace sure = detection(RIGHT, 0, 1);
    DetectedFace poor = detection(LEFT, 0.05, 1.1);
    DetectedFace doubtful = new DetectedFace(poor.box(), 0.1f, new float[0]);
    // the fake regressor is off by less than a hundredth when the crop moves: -ln > 4
    assertEquals(2, faces(new FaceCheck(-3, 1, 0), sure, doubtful));
    assertEquals(1, faces(new FaceCheck(-9, 1, 0), sure, doubtful), "not believed");
    assertEquals(1, faces(new FaceCheck(-9, 1, 0), sure), "no check for what is sure");
    assertEquals(2, faces(null, sure, doubtful), "no check without a measured one");
  }

  private static int faces(@Nullable FaceCheck check, DetectedFace... detections) {
    FakeBackend backend = new FakeBackend(List.of(LEFT, RIGHT));
    backend.check = check;
    try (FaceReconstructor r = reconstructor(backend, 0, 0, detections).build()) {
      return r.reconstruct(FakeBackend.photo()).size();
    }
  }

  @Test
  void eachEyeComesOutInItsOwnState() {
    FakeBackend backend = new FakeBackend(List.of(LEFT));
    try (FaceReconstructor r =
        reconstructor(backend, 0.99f, 0.02f, detection(LEFT, 0, 1)).eyesAlike(1).build()) {
      FaceReconstruction face = r.reconstruct(FakeBackend.photo()).get(0);
      float[] shape = face.vertices(null);
      float[] neutral = MODEL.neutral(face.coefficients(), null);
      float right = LidOpenness.of(MODEL.rightLid(), shape, neutral);
      float left = LidOpenness.of(MODEL.leftLid(), shape, neutral);
      assertTrue(right <= 0.05, "right eye " + right);
      assertTrue(left >= 0.9, "left eye " + left);
      assertEquals(right, face.eyes().right().openness(), 1e-3);
      assertEquals(left, face.eyes().left().openness(), 1e-3);
      assertEquals(0.99f, face.eyes().right().closed());
      assertEquals(0.02f, face.eyes().left().closed());
      assertEquals(1, face.regressedEyes().right().openness(), 0.01, "before ELAM");
      assertEquals(0.99f, face.regressedEyes().right().closed());
      float[] points = face.landmarks();
      assertTrue(points[2 * 41 + 1] - points[2 * 37 + 1] < 1, "landmarks follow the lids");
      assertTrue(face.elam());
    }
  }

  @Test
  void anEyeInDoubtLeansTowardsTheOther() {
    FakeBackend backend = new FakeBackend(List.of(LEFT));
    try (FaceReconstructor r = reconstructor(backend, 0.6f, 0.01f, detection(LEFT, 0, 1)).build()) {
      EyeStates eyes = r.reconstruct(FakeBackend.photo()).get(0).eyes();
      assertEquals(LidState.OPEN, eyes.right().decision(), eyes.toString());
      assertEquals(LidState.OPEN, eyes.left().decision(), eyes.toString());
    }
    try (FaceReconstructor r =
        reconstructor(backend, 0.99f, 0.01f, detection(LEFT, 0, 1)).build()) {
      EyeStates eyes = r.reconstruct(FakeBackend.photo()).get(0).eyes();
      assertEquals(LidState.CLOSED, eyes.right().lids(), "a wink stays one: " + eyes);
      assertEquals(LidState.OPEN, eyes.left().lids(), "a wink stays one: " + eyes);
    }
  }

  @Test
  void withoutElamTheProbabilitiesAreOnlyReported() {
    FakeBackend backend = new FakeBackend(List.of(LEFT));
    try (FaceReconstructor r =
        reconstructor(backend, 1, 1, detection(LEFT, 0, 1)).elam(false).build()) {
      FaceReconstruction face = r.reconstruct(FakeBackend.photo()).get(0);
      assertEquals(1, face.eyes().left().openness(), 0.01);
      assertEquals(1, face.eyes().left().closed());
      assertEquals(face.eyes(), face.regressedEyes());
      assertArrayEquals(LEFT.coefficients().expression(), face.coefficients().expression());
      assertFalse(face.elam());
    }
  }

  @Test
  void meshLandsOnThePhotoWhereTheLandmarksAre() {
    FakeBackend backend = new FakeBackend(List.of(LEFT));
    try (FaceReconstructor r = reconstructor(backend, 0, 0, detection(LEFT, 0, 1)).build()) {
      FaceReconstruction face = r.reconstruct(FakeBackend.photo()).get(0);
      float[] mesh = face.photoVertices(null);
      int[] ids = MODEL.landmarks().vertices();
      for (int i = 0; i < 68; i++) {
        assertEquals(face.landmarks()[2 * i], mesh[3 * ids[i]], 1e-2);
        assertEquals(face.landmarks()[2 * i + 1], mesh[3 * ids[i] + 1], 1e-2);
      }
      float[] normals = face.normals(null);
      assertTrue(normals[3 * (TinyFace.COLUMNS * 10 + 8) + 2] > 0.7, "towards the camera");
      assertEquals(3 * MODEL.vertexCount(), face.colors(null).length);
      List<String> names = face.models().stream().map(ModelInfo::name).toList();
      assertEquals(List.of("detector", "regressor", "eyes", "tiny"), names);
    }
  }

  @Test
  void fivePointAlignmentTakesTheDetectorsPointsOnce() {
    FakeBackend backend = new FakeBackend(List.of(face(120, 120, 3, 0, 0)));
    FakeBackend.Face face = face(120, 120, 3, 0, 0);
    DetectedFace detection =
        new DetectedFace(detection(face, 0, 1).box(), 1, FivePoints.of(truth(face)));
    for (DetectedFace d : List.of(detection, detection(face, 0.1, 1.2))) {
      backend.regressed.set(0);
      try (FaceReconstructor r =
          FaceReconstructor.builder(
                  backend.detector(List.of(d)),
                  backend.regressor(CropAlignment.FIVE_POINT),
                  backend.classifier(0, 0),
                  MODEL)
              .build()) {
        float[] landmarks = r.reconstruct(FakeBackend.photo()).get(0).landmarks();
        assertArrayEquals(truth(face), landmarks, 0.5f);
        assertEquals(d.points().length > 0, backend.regressed.get() == 1);
      }
    }
  }

  @Test
  void sharedByThreads() throws InterruptedException, ExecutionException {
    FakeBackend backend = new FakeBackend(List.of(LEFT, RIGHT));
    FaceReconstructor r =
        reconstructor(backend, 0.9f, 0.1f, detection(LEFT, 0.1, 1.1), detection(RIGHT, 0, 1))
            .build();
    float[] expected = r.reconstruct(FakeBackend.photo()).get(1).landmarks();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<float[]>> results = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      results.add(pool.submit(() -> r.reconstruct(FakeBackend.photo()).get(1).landmarks()));
    }
    for (Future<float[]> result : results) {
      assertArrayEquals(expected, result.get());
    }
    pool.shutdown();
    r.close();
  }

  @Test
  void closesItsPartsOnce() {
    FakeBackend backend = new FakeBackend(List.of(LEFT));
    FaceReconstructor r = reconstructor(backend, 0, 0).build();
    assertSame(MODEL, r.model());
    r.close();
    r.close();
    assertEquals(3, backend.closed.get());
    assertThrows(IllegalStateException.class, () -> r.reconstruct(FakeBackend.photo()));
  }

  @Test
  void rejectsAForeignModel() {
    FakeBackend backend = new FakeBackend(List.of(LEFT));
    MorphableModel m = MODEL;
    MorphableModel foreign =
        new MorphableModel(
            "foreign",
            m.topology(),
            m.meanShape(),
            m.expression(),
            m.expression(),
            m.meanAlbedo(),
            m.albedo(),
            m.landmarks(),
            m.leftLid(),
            m.rightLid(),
            m.licence(),
            m.metadata());
    FaceReconstructor.Builder builder =
        FaceReconstructor.builder(
            backend.detector(List.of()),
            backend.regressor(CropAlignment.CANONICAL),
            backend.classifier(0, 0),
            foreign);
    String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    assertTrue(message.contains("foreign"), message);
    assertTrue(message.contains(new CoefficientLayout(3, 8, 2, 9).toString()), message);
    assertThrows(IllegalArgumentException.class, () -> builder.maxFaces(0));
  }
}
