package org.palpebra.shading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.testing.RandomFace;

class SphericalHarmonicsTest {
  private final Random random = new Random(3);

  private float[] normals(int count) {
    float[] n = RandomFace.floats(random, 3 * count, 1);
    for (int i = 0; i < n.length; i += 3) {
      double length = Math.sqrt(n[i] * n[i] + n[i + 1] * n[i + 1] + n[i + 2] * n[i + 2]);
      for (int k = 0; k < 3; k++) {
        n[i + k] = (float) (n[i + k] / length);
      }
    }
    return n;
  }

  /** Mean over the sphere of products of basis functions, by bands of equal area. */
  @Test
  void basisIsOrthogonal() {
    double[][] products = new double[9][9];
    int bands = 200;
    for (int i = 0; i < bands * bands; i++) {
      double z = -1 + (2 * (i / bands) + 1.0) / bands;
      double phi = 2 * Math.PI * (i % bands) / bands;
      double r = Math.sqrt(1 - z * z);
      float[] b =
          SphericalHarmonics.basis(
              (float) (r * Math.cos(phi)), (float) (r * Math.sin(phi)), (float) z, null);
      for (int j = 0; j < 9; j++) {
        for (int k = 0; k < 9; k++) {
          products[j][k] += b[j] * b[k] / (bands * bands);
        }
      }
    }
    for (int j = 0; j < 9; j++) {
      for (int k = 0; k < j; k++) {
        assertEquals(0, products[j][k], 1e-3, j + "·" + k);
      }
      int sameOrder = j == 0 ? 0 : j < 4 ? 1 : 4;
      assertEquals(products[sameOrder][sameOrder], products[j][j], 1e-3, "length of " + j);
    }
  }

  @Test
  void noLightIsAmbientAndTheSameAllRound() {
    float[] albedo = RandomFace.floats(random, 30, 1);
    float[] lit = SphericalHarmonics.shade(albedo, normals(10), new float[9], null);
    double ambient = 0.8 * Math.PI / Math.sqrt(4 * Math.PI);
    for (int i = 0; i < albedo.length; i++) {
      assertEquals(ambient * albedo[i], lit[i], 1e-6);
    }
  }

  @Test
  void lightComesFromItsSide() {
    float[] white = {1, 1, 1, 1, 1, 1};
    float[] fromTheCamera = {0, 0, 0.5f, 0, 0, 0, 0, 0, 0};
    float[] lit =
        SphericalHarmonics.shade(white, new float[] {0, 0, 1, 0, 0, -1}, fromTheCamera, null);
    assertTrue(lit[0] > lit[3]);
  }

  @Test
  void whiteLightIsThreeTimesTheSame() {
    float[] albedo = RandomFace.floats(random, 30, 1);
    float[] normals = normals(10);
    float[] white = RandomFace.floats(random, 9, 1);
    float[] rgb = new float[27];
    for (int i = 0; i < 27; i++) {
      rgb[i] = white[i % 9];
    }
    assertArrayEquals(
        SphericalHarmonics.shade(albedo, normals, white, null),
        SphericalHarmonics.shade(albedo, normals, rgb, null));
  }

  @Test
  void channelsAreLitOnTheirOwn() {
    float[] albedo = {1, 1, 1};
    float[] normal = {0.6f, 0, 0.8f};
    float[] light = new float[27];
    light[9 + 3] = 0.7f;
    float[] dark = SphericalHarmonics.shade(albedo, normal, new float[27], null);
    float[] green = SphericalHarmonics.shade(albedo, normal, light, null);
    assertEquals(dark[0], green[0]);
    assertTrue(green[1] < dark[1]);
    assertEquals(dark[2], green[2]);
  }

  @Test
  void shadesInPlaceAndRefusesOtherSizes() {
    float[] albedo = RandomFace.floats(random, 30, 1);
    float[] normals = normals(10);
    float[] expected = SphericalHarmonics.shade(albedo, normals, new float[9], null);
    assertSame(albedo, SphericalHarmonics.shade(albedo, normals, new float[9], albedo));
    assertArrayEquals(expected, albedo);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> SphericalHarmonics.shade(albedo, normals, new float[10], null))
            .getMessage();
    assertTrue(message.contains("27") && message.contains("10"), message);
    float[] out = new float[30];
    assertThrows(
        IllegalArgumentException.class,
        () -> SphericalHarmonics.shade(albedo, normals, new float[10], 2, 5, out));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> SphericalHarmonics.shade(albedo, normals, new float[9], 2, 11, out));
    assertArrayEquals(new float[30], out);
  }
}
