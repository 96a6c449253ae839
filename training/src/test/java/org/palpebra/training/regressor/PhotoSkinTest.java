package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palpebra.FaceImage;
import org.palpebra.fitting.CropFitter;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.SyntheticFaces;

/**
 * Skin found on rendered photos against what was drawn there. The face model is fitted to the
 * landmarks as on photos.
 */
class PhotoSkinTest {
  private static final int SIZE = 160;
  private static final int FACES = 16;
  private static final MorphableModel MODEL =
      new SafetensorsReader()
          .read(
              Path.of(
                  System.getProperty("palpebra.root", ".."),
                  "onnx-backend/src/main/resources/org/palpebra/onnx/embedded",
                  "face-model.safetensors"));
  private static final CoefficientLayout LAYOUT = MODEL.layout(27);

  private final SyntheticFaces faces =
      new SyntheticFaces(MODEL, 27, RegressorNetwork.CAMERA, SIZE, 7);
  private final PhotoSkin skin = new PhotoSkin(MODEL, RegressorNetwork.CAMERA);
  private final CropFitter fitter = new CropFitter(MODEL, 27, RegressorNetwork.CAMERA);

  /** Intersection over union where more than half of a pixel is skin. */
  private double overlap(FaceImage photo, float[] landmarks, byte[] truth) {
    CropFitter.Fit fit = fitter.fit(landmarks);
    float[] found =
        skin.of(photo, fit.coefficients(), fit.cropToPhoto()).crop(Similarity.IDENTITY, SIZE);
    int both = 0;
    int either = 0;
    for (int p = 0; p < truth.length; p++) {
      boolean is = (truth[p] & 0xff) > 127;
      boolean seems = found[p] > 0.5;
      both += is && seems ? 1 : 0;
      either += is || seems ? 1 : 0;
    }
    return (double) both / either;
  }

  /** Mean overlap of many faces of one tone. */
  private double mean(double melanin, boolean glasses) {
    double sum = 0;
    for (int i = 0; i < FACES; i++) {
      float[] values = faces.render(100 + i).coefficients().values().clone();
      values[LAYOUT.albedoOffset() + MODEL.albedo().names().indexOf("melanin")] = (float) melanin;
      SyntheticFace face = faces.render(new Coefficients(LAYOUT, values), new Random(i));
      byte[] truth = face.skin().clone();
      FaceImage photo = glasses ? withGlasses(face, truth) : face.photo();
      sum += overlap(photo, face.landmarks(), truth);
    }
    return sum / FACES;
  }

  /** Dark lenses over both eyes; what they cover is no skin. */
  private static FaceImage withGlasses(SyntheticFace face, byte[] truth) {
    BufferedImage image = face.photo().toBufferedImage();
    BufferedImage before = face.photo().toBufferedImage();
    Graphics2D g = image.createGraphics();
    float[] landmarks = face.landmarks();
    float w = (landmarks[2 * 45] - landmarks[2 * 36]) * 0.45f;
    g.setStroke(new BasicStroke(4));
    for (int first : new int[] {36, 42}) {
      float x = (landmarks[2 * first] + landmarks[2 * first + 6]) / 2;
      float y = (landmarks[2 * first + 1] + landmarks[2 * first + 7]) / 2;
      g.setColor(new Color(30, 35, 40));
      g.fillOval((int) (x - w / 2), (int) (y - w / 3), (int) w, (int) (w / 1.5));
      g.setColor(Color.BLACK);
      g.drawOval((int) (x - w / 2), (int) (y - w / 3), (int) w, (int) (w / 1.5));
    }
    g.dispose();
    for (int p = 0; p < truth.length; p++) {
      if (image.getRGB(p % SIZE, p / SIZE) != before.getRGB(p % SIZE, p / SIZE)) {
        truth[p] = 0;
      }
    }
    return FaceImage.of(image);
  }

  /** What is missing are beards, which are taken for skin, and painted brows, which are not. */
  @ParameterizedTest
  @ValueSource(doubles = {-2, 0, 1.5, 2.5})
  void skinOfEveryToneIsFound(double melanin) {
    double overlap = mean(melanin, false);
    assertTrue(overlap > 0.85, "overlap " + overlap);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2, 0, 1.5, 2.5})
  void darkGlassesAreNoSkin(double melanin) {
    double overlap = mean(melanin, true);
    assertTrue(overlap > 0.84, "overlap " + overlap);
  }

  @Test
  void aMaskBesideThePhotoIsUsedAsItIs() {
    byte[] rgb = new byte[3 * SIZE * SIZE];
    java.util.Arrays.fill(rgb, 3 * SIZE * (SIZE / 2), rgb.length, (byte) 255);
    Similarity shifted = new Similarity(1, 0, 20, 24);
    float[] crop = skin.of(new FaceImage(SIZE, SIZE, rgb), shifted).crop(shifted, 112);
    assertEquals(0, crop[50 * 112 + 56], 1e-6);
    assertEquals(1, crop[60 * 112 + 56], 1e-6);
    assertEquals(Path.of("a", "b.c-skin.png"), PhotoSkin.fileOf(Path.of("a", "b.c.jpg")));
  }

  @Test
  void aPictureOfOneColourIsSkinWhereTheFaceIs() {
    byte[] rgb = new byte[3 * SIZE * SIZE];
    java.util.Arrays.fill(rgb, (byte) 90);
    SyntheticFace face = faces.render(3);
    CropFitter.Fit fit = fitter.fit(face.landmarks());
    float[] found =
        skin.of(new FaceImage(SIZE, SIZE, rgb), fit.coefficients(), fit.cropToPhoto())
            .crop(fit.cropToPhoto(), 112);
    assertTrue(found[56 * 112 + 56] > 0.9, "nose " + found[56 * 112 + 56]);
    assertEquals(0, found[0], "corner");
  }
}
