package org.palpebra.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.FaceReconstruction;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.spi.DetectedFace;
import org.palpebra.testing.TinyFace;

class HeadPlacementTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 600, 56, 56, 1000);

  private static FaceReconstruction face(HeadPose pose, Similarity cropToPhoto) {
    CoefficientLayout layout = TinyFace.layout();
    float[] values = new float[layout.size()];
    float[] rigid = {pose.rx(), pose.ry(), pose.rz(), pose.tx(), pose.ty(), pose.tz()};
    System.arraycopy(rigid, 0, values, layout.rotationOffset(), 3);
    System.arraycopy(rigid, 3, values, layout.translationOffset(), 3);
    EyeState open = new EyeState(0, 1);
    EyeStates eyes = new EyeStates(open, open);
    Box box = new Box(0, 0, 1, 1);
    return new FaceReconstruction(
        box,
        new float[136],
        eyes,
        eyes,
        new Coefficients(layout, values),
        TinyFace.model(),
        CAMERA,
        cropToPhoto,
        true,
        new DetectedFace(box, 1, new float[0]),
        List.of());
  }

  private static Similarity crop(double scale, double angle, double x, double y) {
    double a = scale * Math.cos(angle);
    double b = scale * Math.sin(angle);
    return new Similarity(a, b, x - a * 56 + b * 56, y - b * 56 - a * 56);
  }

  /** On the photo, where {@code CAMERA} and the crop put a posed point. */
  private static double[] project(HeadPose pose, Similarity crop, float x, float y, float z) {
    float[] p = pose.apply(new float[] {x, y, z}, null);
    double perDepth = 600 / (1000 - p[2]);
    double u = 56 + perDepth * p[0];
    double v = 56 - perDepth * p[1];
    return new double[] {crop.applyX(u, v), crop.applyY(u, v)};
  }

  @Test
  void theUprightCropShowsTheFaceWhereTheOldOneDid() {
    long seed = 3;
    Random random = new Random(seed);
    double worst = 0;
    for (int i = 0; i < 200; i++) {
      HeadPose pose =
          new HeadPose(
              0.4f * (float) random.nextGaussian(),
              0.5f * (float) random.nextGaussian(),
              0.5f * (float) random.nextGaussian(),
              8 * (float) random.nextGaussian(),
              8 * (float) random.nextGaussian(),
              40 * (float) random.nextGaussian());
      Similarity crop = crop(2 + random.nextDouble(), 0.6 * random.nextGaussian(), 300, 200);
      HeadPlacement placed = HeadPlacement.of(face(pose, crop));
      HeadPose upright = new HeadPose((float) placed.rx(), (float) placed.ry(), 0, 0, 0, 0);
      Similarity again = placed.cropToPhoto(CAMERA);
      for (int k = 0; k < 5; k++) {
        float x = 70 * (2 * random.nextFloat() - 1);
        float y = 70 * (2 * random.nextFloat() - 1);
        float z = 40 * (2 * random.nextFloat() - 1);
        double[] before = project(pose, crop, x, y, z);
        double[] after = project(upright, again, x, y, z);
        double face = placed.scale() * 140;
        worst = Math.max(worst, Math.hypot(before[0] - after[0], before[1] - after[1]) / face);
      }
    }
    // what is left is the perspective of a head that is off the axis and at another distance
    assertTrue(worst < 0.012, "off by %.4f of the face, seed %d".formatted(worst, seed));
  }

  @Test
  void angleAndScaleOfTheCropGoIntoThePlacement() {
    HeadPlacement placed =
        HeadPlacement.of(face(new HeadPose(0.1f, -0.2f, 0, 0, 0, 0), crop(2.5, 0.3, 300, 200)));
    assertEquals(300, placed.x(), 1e-4);
    assertEquals(200, placed.y(), 1e-4);
    assertEquals(2.5 * 0.6, placed.scale(), 1e-6);
    assertEquals(0.1, placed.rx(), 1e-6);
    assertEquals(-0.2, placed.ry(), 1e-6);
    assertEquals(-0.3, placed.rz(), 1e-6); // clockwise on the photo
  }

  /** A head that faces a camera from the side is not turned against its line of sight. */
  @Test
  void aHeadThatLooksIntoTheCameraHasNoTurn() {
    double focal = 640;
    HeadPlacement placed = new HeadPlacement(320 + 200, 240 - 100, 1, 0, 0, 0);
    HeadPose pose = placed.inCamera(640, 480, focal);
    assertEquals(200, pose.tx(), 1e-3);
    assertEquals(100, pose.ty(), 1e-3);
    assertEquals(-640, pose.tz(), 1e-3);
    float[] ahead = pose.rotate(new float[] {0, 0, 1}, null);
    double distance = Math.sqrt(200 * 200 + 100 * 100 + 640 * 640);
    assertEquals(-200 / distance, ahead[0], 1e-5); // back to the camera in the origin
    assertEquals(-100 / distance, ahead[1], 1e-5);
    assertEquals(640 / distance, ahead[2], 1e-5);
  }
}
