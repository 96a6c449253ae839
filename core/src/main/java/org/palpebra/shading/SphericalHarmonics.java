package org.palpebra.shading;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;

/**
 * Lambertian shading under distant light given as second-order spherical harmonics (Ramamoorthi and
 * Hanrahan 2001), with the constants and the ambient term of Deep3DFaceRecon.
 *
 * <p>Thread-safe.
 */
public final class SphericalHarmonics {
  /** Coefficients of white light. */
  public static final int WHITE = 9;

  /** Coefficients of coloured light: nine for red, nine for green, nine for blue. */
  public static final int RGB = 27;

  /** Added to each channel's first coefficient, so that no coefficients mean plain soft light. */
  public static final float AMBIENT = 0.8f;

  // The cosine lobe's factor times the harmonic's, per order.
  private static final double ORDER_0 = Math.PI / Math.sqrt(4 * Math.PI);
  private static final double ORDER_1 =
      2 * Math.PI / Math.sqrt(3) * Math.sqrt(3) / Math.sqrt(4 * Math.PI);
  private static final double ORDER_2 =
      2 * Math.PI / Math.sqrt(8) * 3 * Math.sqrt(5) / Math.sqrt(12 * Math.PI);

  private static final float C0 = (float) ORDER_0;
  private static final float C1 = (float) ORDER_1;
  private static final float C2 = (float) ORDER_2;
  private static final float C20 = (float) (ORDER_2 / (2 * Math.sqrt(3)));

  private SphericalHarmonics() {}

  /**
   * The nine basis functions, cosine lobe included.
   *
   * @param x unit normal in the camera's frame; y and z likewise
   * @param out {@code float[9]} to fill, or null for a new one
   */
  public static float[] basis(float x, float y, float z, float @Nullable [] out) {
    float[] b = Buffers.orNew(out, WHITE);
    b[0] = C0;
    b[1] = -C1 * y;
    b[2] = C1 * z;
    b[3] = -C1 * x;
    b[4] = C2 * x * y;
    b[5] = -C2 * y * z;
    b[6] = C20 * (3 * z * z - 1);
    b[7] = -C2 * x * z;
    b[8] = C2 / 2 * (x * x - y * y);
    return b;
  }

  /**
   * Lights a face.
   *
   * @param albedo RGB per vertex, interleaved, not modified
   * @param normals unit normals per vertex after the head's rotation, xyz interleaved, not modified
   * @param lighting {@link #WHITE} or {@link #RGB} coefficients; {@link #AMBIENT} is added here
   * @param out as long as {@code albedo} and possibly the same array, or null for a new one
   * @return RGB per vertex, not clamped to [0, 1]
   */
  public static float[] shade(
      float[] albedo, float[] normals, float[] lighting, float @Nullable [] out) {
    Buffers.tuples("albedo", albedo, 3);
    Buffers.requireLength("normals", normals.length, albedo.length);
    float[] result = Buffers.orNew(out, albedo.length);
    shade(albedo, normals, lighting, 0, albedo.length / 3, result);
    return result;
  }

  /**
   * As {@link #shade(float[], float[], float[], float[])}, some vertices only.
   *
   * @param from the first vertex
   * @param to the one after the last
   * @param result as long as {@code albedo}; the others stay as they are
   * @throws IndexOutOfBoundsException if there are no such vertices; nothing is written then
   */
  public static void shade(
      float[] albedo, float[] normals, float[] lighting, int from, int to, float[] result) {
    if (lighting.length != WHITE && lighting.length != RGB) {
      throw new IllegalArgumentException(
          "light has %d or %d coefficients, got %d".formatted(WHITE, RGB, lighting.length));
    }
    int length = Math.min(albedo.length, Math.min(normals.length, result.length));
    Objects.checkFromToIndex(from, to, length / 3);
    int green = lighting.length == RGB ? WHITE : 0;
    int blue = 2 * green;
    float[] basis = new float[WHITE];
    for (int i = 3 * from; i < 3 * to; i += 3) {
      basis(normals[i], normals[i + 1], normals[i + 2], basis);
      result[i] = albedo[i] * irradiance(basis, lighting, 0);
      result[i + 1] = albedo[i + 1] * irradiance(basis, lighting, green);
      result[i + 2] = albedo[i + 2] * irradiance(basis, lighting, blue);
    }
  }

  private static float irradiance(float[] basis, float[] lighting, int offset) {
    float sum = AMBIENT * basis[0];
    for (int k = 0; k < WHITE; k++) {
      sum += basis[k] * lighting[offset + k];
    }
    return sum;
  }
}
