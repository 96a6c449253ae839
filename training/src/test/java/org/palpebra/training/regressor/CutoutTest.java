package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;

class CutoutTest {
  private static final PerspectiveCamera CAMERA = RegressorNetwork.CAMERA;

  private static TrainingFace face(int side, Similarity cropToPhoto) {
    byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < rgb.length; i++) {
      int p = i / 3;
      rgb[i] = (byte) (128 + 100 * Math.sin(p % side / 40.0 + i % 3) * Math.cos(p / side / 50.0));
    }
    byte[] skin = new byte[16 * 16];
    java.util.Arrays.fill(skin, 100, 200, (byte) 255);
    return new TrainingFace(
        new FaceImage(side, side, rgb),
        cropToPhoto,
        new float[3],
        cropToPhoto.apply(new float[] {10, 20, 60, 70}),
        new float[2],
        new float[7],
        new float[4],
        TrainingFace.anyOpenness(),
        cropToPhoto.apply(new float[] {30, 40, 80, 40}),
        1,
        new SkinMask(skin, 16, cropToPhoto.after(new Similarity(7, 0, 0, 0))));
  }

  @Test
  void aLargePhotoIsCutAndShowsTheSame() {
    TrainingFace large = face(1500, new Similarity(5, 1, 400, 300));
    TrainingFace cut = Cutout.of(large, CAMERA);
    assertEquals(448, cut.photo().width());
    assertArrayEquals(
        large.cropToPhoto().inverse().apply(large.landmarks()),
        cut.cropToPhoto().inverse().apply(cut.landmarks()),
        1e-3f);
    assertArrayEquals(
        large.cropToPhoto().inverse().apply(large.eyeCentres()),
        cut.cropToPhoto().inverse().apply(cut.eyeCentres()),
        1e-3f);
    Similarity moved = new Similarity(1.1, 0.2, -15, 10);
    float[] expected =
        ImageSampler.crop(large.photo(), large.cropToPhoto().after(moved), 112, null);
    float[] actual = ImageSampler.crop(cut.photo(), cut.cropToPhoto().after(moved), 112, null);
    assertArrayEquals(expected, actual, 0.015f);
    assertNotNull(cut.skin());
    assertArrayEquals(
        large.skin().crop(large.cropToPhoto().after(moved), 112),
        cut.skin().crop(cut.cropToPhoto().after(moved), 112),
        1e-4f);
  }

  @Test
  void aSmallPhotoStaysAsItIs() {
    TrainingFace small = face(400, new Similarity(2, 0, 50, 60));
    assertSame(small, Cutout.of(small, CAMERA));
    assertTrue(small.photo().width() == 400);
  }
}
