package org.palpebra.training.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Landmarks;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.spi.ModelInfo;
import org.palpebra.testing.FakeBackend;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.data.EyePatch;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.LandmarkFace;

class EvaluationTest {
  private static final FakeBackend.Face FACE =
      new FakeBackend.Face(TinyFace.neutral(), new Similarity(4, 0, 128 - 64, 128 - 64));

  @TempDir private Path folder;
  private Path photo;

  @BeforeEach
  void writeThePhoto() throws IOException {
    photo = folder.resolve("ramp.png");
    ImageIO.write(FakeBackend.photo().toBufferedImage(), "png", photo.toFile());
  }

  private static FaceReconstructor reconstructor(boolean finds, float right, float left) {
    FakeBackend backend = new FakeBackend(List.of(FACE));
    float side = 4 * 140 * 0.183f;
    DetectedFace detection =
        new DetectedFace(new Box(128 - side / 2, 128 - side / 2, side, side), 1, new float[0]);
    return FaceReconstructor.builder(
            backend.detector(finds ? List.of(detection) : List.of()),
            backend.regressor(CropAlignment.CANONICAL),
            backend.classifier(right, left),
            TinyFace.model())
        .build();
  }

  private FaceEvaluation faces(boolean finds, float right, float left, boolean... closed) {
    List<EyeStateFace> photos = new ArrayList<>();
    for (boolean label : closed) {
      photos.add(new EyeStateFace(photo, label, "val", new float[2], new float[2]));
    }
    try (FaceReconstructor reconstructor = reconstructor(finds, right, left)) {
      return FaceEvaluation.of(reconstructor, photos, () -> {});
    }
  }

  @Test
  void bothEyesMustHaveTheLabelledState() {
    assertEquals(
        new FaceEvaluation(3, 1 / 3.0, 0, 0, 0, 1 / 3.0), faces(true, 1, 1, true, false, false));
    assertEquals(
        new FaceEvaluation(3, 2 / 3.0, 0.8, 0, 0, 2 / 3.0), faces(true, 0, 0, true, false, false));
    assertEquals(new FaceEvaluation(2, 0, 0, 0, 0, 0.5), faces(true, 1, 0, true, false));
  }

  @Test
  void betweenTheThresholdsIsWrongForEitherLabel() {
    // P = 0.6 leaves at most 30 % of the lid gap
    FaceEvaluation result = faces(true, 0.6f, 0.6f, true, false);
    assertEquals(new FaceEvaluation(2, 0, 0, 2, 0, 0), result);
  }

  @Test
  void faceThatIsNotFoundIsWrong() {
    assertEquals(new FaceEvaluation(2, 0, 0, 0, 2, 0), faces(false, 1, 1, true, false));
  }

  private static float[] truth() {
    float[] posed = HeadPose.IDENTITY.apply(TinyFace.model().meanShape(), null);
    return FACE.cropToPhoto().apply(Landmarks.project(TinyFace.model(), posed, FakeBackend.CAMERA));
  }

  private LandmarkEvaluation landmarks(boolean finds, float[] truth) {
    LandmarkFace face = new LandmarkFace(photo, "somebody", "val", 256, 256, truth);
    try (FaceReconstructor reconstructor = reconstructor(finds, 0, 0)) {
      return LandmarkEvaluation.of(reconstructor, List.of(face, face), () -> {});
    }
  }

  @Test
  void errorIsInPercentOfTheEyeDistance() {
    float[] truth = truth();
    LandmarkEvaluation exact = landmarks(true, truth);
    assertEquals(2, exact.n());
    assertTrue(exact.nmePercent() < 0.5, exact.toString());
    double eyes = truth[2 * 45] - truth[2 * 36];
    float shift = (float) (0.2 * eyes);
    LandmarkEvaluation off = landmarks(true, new Similarity(1, 0, shift, 0).apply(truth));
    assertEquals(20, off.nmePercent(), 0.5);
    assertEquals(20, off.nmeInnerPercent(), 0.5);
    assertTrue(off.nmeInterpupilPercent() > 25, off.toString());
    assertEquals(2, off.failuresOver10Percent());
    assertEquals(0, off.notFound());
  }

  @Test
  void meanFaceInTheMiddleStandsInForAMissingOne() {
    // the tiny face is wider than high
    float[] mean = truth();
    double scale = 0.53 * 256 / (mean[2 * 16] - mean[0]);
    double middleX = (mean[0] + mean[2 * 16]) / 2;
    double middleY = (top(mean) + mean[2 * 8 + 1]) / 2;
    float[] truth =
        new Similarity(scale, 0, 128 - scale * middleX, 128 - scale * middleY).apply(mean);
    LandmarkEvaluation exact = landmarks(false, truth);
    assertEquals(2, exact.notFound());
    assertEquals(0, exact.nmePercent(), 0.5);
    float shift = 0.2f * (truth[2 * 45] - truth[2 * 36]);
    LandmarkEvaluation off = landmarks(false, new Similarity(1, 0, 0, shift).apply(truth));
    assertEquals(20, off.nmePercent(), 0.5);
  }

  private static float top(float[] landmarks) {
    float top = Float.POSITIVE_INFINITY;
    for (int i = 1; i < landmarks.length; i += 2) {
      top = Math.min(top, landmarks[i]);
    }
    return top;
  }

  @Test
  void eyesAreScoredByTheClassifiersProbabilities() throws IOException {
    List<EyePatch> patches = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      Path file = folder.resolve("patch" + i % 2 + ".png");
      BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < 576; p++) {
        image.getRaster().setSample(p % 24, p / 24, 0, i % 2 == 0 ? 255 : 51);
      }
      ImageIO.write(image, "png", file.toFile());
      patches.add(new EyePatch(file, i % 2 == 0, true, "p" + i, "val"));
    }
    EyeEvaluation result = EyeEvaluation.of(brightness(), patches);
    assertEquals(70, result.score().n());
    assertEquals(patches.get(69), result.outcomes().get(69).patch());
    assertEquals(0.2f, result.outcomes().get(69).closed(), 1e-6f);
    assertEquals(1, result.score().accuracy());
    assertEquals(1, result.score().auc());
    assertEquals(0.1, result.score().ece(), 1e-6);
    assertTrue(result.msPerEye() > 0);
  }

  /** P(closed) is the patch's first pixel. */
  private static EyeStateClassifier brightness() {
    return new EyeStateClassifier() {
      @Override
      public int inputSize() {
        return 12;
      }

      @Override
      public float[] closedProbability(float[] patches, int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
          out[i] = patches[i * 144];
        }
        return out;
      }

      @Override
      public ModelInfo info() {
        return new ModelInfo("brightness", "", "cpu", "test", "Apache-2.0");
      }

      @Override
      public void close() {}
    };
  }
}
