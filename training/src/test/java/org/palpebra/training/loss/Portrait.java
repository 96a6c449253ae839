package org.palpebra.training.loss;

import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;

/**
 * A picture of a face before a plain backdrop, drawn by core and rounded to eight bits.
 *
 * @param image {@code [3·S·S]}, planes of red, green and blue in [0, 1]
 * @param skin {@code [S·S]}, 1 where the picture is not of the backdrop's colour
 */
record Portrait(float[] image, float[] skin) {
  private static final float[] BACKDROP = {0.4f, 0.45f, 0.5f};

  static Portrait of(MorphableModel model, PerspectiveCamera camera, Coefficients c) {
    int[] triangles = model.topology().triangles();
    float[] posed = HeadPose.of(c).apply(model.shape(c, null), null);
    float[] colours =
        SphericalHarmonics.shade(
            model.albedo(c, null),
            new VertexNormals(model.topology()).compute(posed, null),
            c.lighting(),
            null);
    float[] screen = camera.toScreen(posed, null);
    FragmentBuffer fragments =
        new Rasterizer(camera.size(), camera.size()).rasterize(screen, triangles, null);
    float[] rgb = fragments.interpolate(screen, triangles, colours, 3, null);
    int pixels = camera.size() * camera.size();
    float[] image = new float[3 * pixels];
    float[] skin = new float[pixels];
    for (int p = 0; p < pixels; p++) {
      for (int channel = 0; channel < 3; channel++) {
        int i = channel * pixels + p;
        image[i] = eightBits(fragments.covers(p) ? rgb[3 * p + channel] : BACKDROP[channel]);
        if (image[i] != eightBits(BACKDROP[channel])) {
          skin[p] = 1;
        }
      }
    }
    return new Portrait(image, skin);
  }

  /** The picture at half the size: means of four pixels; skin where all four are. */
  Portrait halved(int size) {
    int half = size / 2;
    float[] small = new float[3 * half * half];
    float[] all = new float[half * half];
    for (int channel = 0; channel < 3; channel++) {
      for (int p = 0; p < half * half; p++) {
        int i = 2 * (p / half) * size + 2 * (p % half);
        int j = channel * size * size + i;
        small[channel * half * half + p] =
            (image[j] + image[j + 1] + image[j + size] + image[j + size + 1]) / 4;
        all[p] = skin[i] * skin[i + 1] * skin[i + size] * skin[i + size + 1];
      }
    }
    return new Portrait(small, all);
  }

  private static float eightBits(float value) {
    return Math.round(255 * Math.min(Math.max(value, 0), 1)) / 255f;
  }
}
