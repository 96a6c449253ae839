package org.palpebra.benchmarks;

import java.util.Arrays;
import org.palpebra.FaceImage;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;

/** A 640×480 picture of the model's mean face before a grey wall, so that no photo is needed. */
final class SyntheticPhoto {
  static final int WIDTH = 640;
  static final int HEIGHT = 480;
  static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);

  /** The crop is 302 pixels wide in the middle of the photo. */
  static final Similarity CROP_TO_PHOTO = new Similarity(2.7, 0, 168.8, 88.8);

  private SyntheticPhoto() {}

  static Coefficients coefficients(MorphableModel model) {
    float[] values = new float[model.layout(27).size()];
    for (int channel = 0; channel < 3; channel++) {
      // a little more light from above and in front
      values[model.layout(27).lightingOffset() + 9 * channel + 1] = -0.05f;
      values[model.layout(27).lightingOffset() + 9 * channel + 2] = 0.1f;
    }
    return new Coefficients(model.layout(27), values);
  }

  static FaceImage render(MorphableModel model) {
    Coefficients c = coefficients(model);
    float[] posed = HeadPose.of(c).apply(model.shape(c, null), null);
    float[] normals = new VertexNormals(model.topology()).compute(posed, null);
    float[] colours = SphericalHarmonics.shade(model.albedo(c, null), normals, c.lighting(), null);
    float[] screen = CROP_TO_PHOTO.applyToScreen(CAMERA.toScreen(posed, null), null);
    int[] triangles = model.topology().triangles();
    FragmentBuffer fragments = new Rasterizer(WIDTH, HEIGHT).rasterize(screen, triangles, null);
    float[] rgb = new float[3 * WIDTH * HEIGHT];
    Arrays.fill(rgb, 0.7f);
    fragments.interpolate(screen, triangles, colours, 3, rgb);
    byte[] bytes = new byte[rgb.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, rgb[i])));
    }
    return new FaceImage(WIDTH, HEIGHT, bytes);
  }
}
