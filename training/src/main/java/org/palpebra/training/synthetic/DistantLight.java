package org.palpebra.training.synthetic;

import java.util.Random;
import org.palpebra.shading.SphericalHarmonics;

/**
 * A distant light from a direction, as coefficients of {@link SphericalHarmonics}, whose basis has
 * larger constants for the first and second order than the cosine lobe (by √3 and √8).
 *
 * @param x towards the light, unit length; y and z likewise
 * @param strength shade of white that faces the light, in [0, 1]
 */
record DistantLight(double x, double y, double z, double strength) {
  private static final double Y0 = 0.282095;
  private static final double Y1 = 0.488603 / Math.sqrt(3);
  private static final double Y2 = 1.092548 / Math.sqrt(8);

  /** The coefficient that lights everything alike. */
  static double ambient(double strength) {
    float[] basis = SphericalHarmonics.basis(0, 0, 1, null);
    return strength / basis[0] - SphericalHarmonics.AMBIENT;
  }

  /** From the camera's half of the sphere, mostly from above. */
  static DistantLight draw(Random random, double strongest) {
    double azimuth = 1.0 * random.nextGaussian();
    double height = 0.4 + 0.5 * random.nextGaussian();
    return new DistantLight(
        Math.sin(azimuth) * Math.cos(height),
        Math.sin(height),
        Math.cos(azimuth) * Math.cos(height),
        strongest * random.nextDouble());
  }

  /** Adds this light to nine coefficients. */
  void addTo(float[] values, int offset, double tint) {
    double s = strength * tint;
    double[] harmonics = {
      Y0,
      -Y1 * y,
      Y1 * z,
      -Y1 * x,
      Y2 * x * y,
      -Y2 * y * z,
      Y2 / (2 * Math.sqrt(3)) * (3 * z * z - 1),
      -Y2 * x * z,
      Y2 / 2 * (x * x - y * y)
    };
    for (int k = 0; k < harmonics.length; k++) {
      values[offset + k] += (float) (s * harmonics[k]);
    }
  }
}
