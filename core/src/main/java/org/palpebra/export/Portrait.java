package org.palpebra.export;

import java.awt.image.BufferedImage;
import org.palpebra.FaceImage;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;

/**
 * Pictures of a face in the coefficients' pose, with the model's albedo under their light or with a
 * texture, before a light grey ground. Immutable and thread-safe.
 */
public final class Portrait {
  /** Samples per pixel along each axis. */
  private static final int SAMPLES = 3;

  /** Millimetres that the picture spans at the model's origin. */
  private static final float SPAN = 260;

  private static final float DISTANCE = 1000;
  private static final float GROUND = 0.95f;

  private final MorphableModel model;
  private final VertexNormals normals;

  /** Prepares pictures of one model. */
  public Portrait(MorphableModel model) {
    this.model = model;
    normals = new VertexNormals(model.topology());
  }

  /**
   * Draws a face with the model's albedo.
   *
   * @param size side of the square picture in pixels, 1 to 8192
   */
  public BufferedImage draw(Coefficients coefficients, int size) {
    View view = view(coefficients, size);
    float[] lit =
        SphericalHarmonics.shade(
            model.albedo(coefficients, null),
            normals.compute(view.posed(), null),
            coefficients.lighting(),
            null);
    return picture(view.fragments(), view.interpolate(lit, 3), size);
  }

  /**
   * Draws a face with a texture, which is taken as it is: the coefficients' light is not used.
   *
   * @param texture for the model's texture coordinates, such as {@link PhotoTexture} makes
   * @param size side of the square picture in pixels, 1 to 8192
   * @throws IllegalArgumentException if the model has no texture coordinates
   */
  public BufferedImage draw(Coefficients coefficients, FaceImage texture, int size) {
    if (model.topology().uv().length == 0) {
      throw new IllegalArgumentException(model.name() + " has no texture coordinates");
    }
    View view = view(coefficients, size);
    float[] bounds = {0, 0, texture.width(), texture.height()};
    PhotoSampler sampler = new PhotoSampler(texture, bounds, 1);
    float[] uv = view.interpolate(model.topology().uv(), 2);
    float[] rgb = new float[uv.length / 2 * 3];
    float[] colour = new float[3];
    for (int p = 0; p < uv.length / 2; p++) {
      if (view.fragments().covers(p)) {
        sampler.sample(uv[2 * p] * texture.width(), uv[2 * p + 1] * texture.height(), colour);
        System.arraycopy(colour, 0, rgb, 3 * p, 3);
      }
    }
    return picture(view.fragments(), rgb, size);
  }

  /** What the camera of a picture sees, several samples per pixel. */
  private record View(float[] posed, float[] screen, int[] triangles, FragmentBuffer fragments) {
    float[] interpolate(float[] attributes, int channels) {
      return fragments.interpolate(screen, triangles, attributes, channels, null);
    }
  }

  private View view(Coefficients coefficients, int size) {
    if (size < 1 || size > 8192) {
      throw new IllegalArgumentException("the size must be in 1..8192, got " + size);
    }
    int side = SAMPLES * size;
    float[] posed = HeadPose.of(coefficients).apply(model.shape(coefficients, null), null);
    PerspectiveCamera camera =
        new PerspectiveCamera(side, DISTANCE * side / SPAN, side / 2f, side / 2f, DISTANCE);
    float[] screen = camera.toScreen(posed, null);
    int[] triangles = model.topology().triangles();
    return new View(
        posed, screen, triangles, new Rasterizer(side, side).rasterize(screen, triangles, null));
  }

  private static BufferedImage picture(FragmentBuffer fragments, float[] rgb, int size) {
    BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        picture.setRGB(x, y, mean(fragments, rgb, SAMPLES * size, SAMPLES * x, SAMPLES * y));
      }
    }
    return picture;
  }

  private static int mean(FragmentBuffer fragments, float[] rgb, int side, int x0, int y0) {
    float[] sum = new float[3];
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
      int p = (y0 + i / SAMPLES) * side + x0 + i % SAMPLES;
      for (int k = 0; k < 3; k++) {
        sum[k] += fragments.covers(p) ? Math.min(Math.max(rgb[3 * p + k], 0), 1) : GROUND;
      }
    }
    int packed = 0;
    for (float channel : sum) {
      packed = packed << 8 | Math.round(255 * channel / (SAMPLES * SAMPLES));
    }
    return packed;
  }
}
