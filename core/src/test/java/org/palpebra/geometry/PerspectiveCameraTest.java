package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;
import org.palpebra.testing.RandomFace;

class PerspectiveCameraTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(100, 640, 48, 53, 900);

  @Property(tries = 50, seed = "1")
  void opticalAxisLandsOnThePrincipalPoint(@ForAll @FloatRange(min = -5000, max = 899) float z) {
    assertArrayEquals(
        new float[] {48, 53, 900 - z}, CAMERA.toScreen(new float[] {0, 0, z}, null), 1e-3f);
  }

  /** Every point of a ray through the camera's centre has the same image. */
  @Property(tries = 50, seed = "2")
  void raysAreOnePixel(
      @ForAll @FloatRange(min = -300, max = 300) float x,
      @ForAll @FloatRange(min = -300, max = 300) float y,
      @ForAll @FloatRange(min = 0.1f, max = 3) float along) {
    float[] here = CAMERA.project(new float[] {x, y, 0}, null);
    float[] there = CAMERA.project(new float[] {along * x, along * y, 900 - along * 900}, null);
    assertArrayEquals(here, there, 2e-2f);
  }

  @Test
  void leftOfTheSubjectIsRightInTheImageAndUpIsUp() {
    assertArrayEquals(
        new float[] {48 + 64, 53 - 128}, CAMERA.project(new float[] {90, 180, 0}, null), 1e-4f);
  }

  @Test
  void screenIsProjectionAndDepth() {
    float[] posed = RandomFace.floats(new Random(1), 60, 200);
    float[] pixels = CAMERA.project(posed, null);
    float[] screen = CAMERA.toScreen(posed, null);
    for (int i = 0; i < 20; i++) {
      assertEquals(pixels[2 * i], screen[3 * i]);
      assertEquals(pixels[2 * i + 1], screen[3 * i + 1]);
      assertEquals(900 - posed[3 * i + 2], screen[3 * i + 2]);
    }
    assertSame(posed, CAMERA.toScreen(posed, posed));
    assertArrayEquals(screen, posed);
  }

  @Test
  void refusesPointsThatAreNotThereBeforeItProjectsAny() {
    float[] screen = new float[6];
    assertThrows(
        IndexOutOfBoundsException.class, () -> CAMERA.toScreen(new float[9], 1, 3, screen));
    assertArrayEquals(new float[6], screen);
  }

  @Test
  void pointsNotInFrontHaveNoImage() {
    for (float z : new float[] {900, 901, Float.NaN}) {
      float[] pixels = CAMERA.project(new float[] {1, 2, z}, null);
      assertTrue(Float.isNaN(pixels[0]) && Float.isNaN(pixels[1]));
    }
  }

  @Test
  void refusesImpossibleCameras() {
    assertThrows(IllegalArgumentException.class, () -> new PerspectiveCamera(0, 640, 48, 53, 900));
    assertThrows(
        IllegalArgumentException.class, () -> new PerspectiveCamera(9, Float.NaN, 48, 53, 900));
  }
}
