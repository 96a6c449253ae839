package org.palpebra.training.synthetic;

import java.awt.Color;
import java.util.Random;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.training.data.SkinRegion;

/**
 * Writes the shaded face into a picture, pixel by pixel: skin with a grain, hair that falls onto
 * the forehead, beards. Where on the face a pixel lies is read from the mean shape, so a hairline
 * follows every face. Thread-safe.
 */
final class FacePainter {
  private final MorphableModel model;
  private final NoiseTexture fine;
  private final NoiseTexture coarse;
  private final float[] anchors;
  private final boolean[] bare;

  FacePainter(MorphableModel model, NoiseTexture fine, NoiseTexture coarse) {
    this.model = model;
    this.fine = fine;
    this.coarse = coarse;
    this.bare = SkinRegion.triangles(model.topology());
    int[] landmarks = model.landmarks().vertices();
    float[] mean = model.meanShape();
    this.anchors =
        new float[] {
          mean[3 * landmarks[19] + 1], // brow
          mean[3 * landmarks[51] + 1], // upper lip
          mean[3 * landmarks[8] + 1], // chin
          Math.abs(mean[3 * landmarks[54]]), // mouth corner
          mean[3 * landmarks[57] + 1] // lower lip
        };
  }

  /** What grows on this face. */
  record Hair(Color colour, double line, double beard, double roughness, double shift) {
    static Hair draw(Color colour, Random random) {
      return new Hair(
          colour,
          random.nextDouble() < 0.75 ? 8 + 45 * random.nextDouble() : 500,
          random.nextDouble() < 0.25 ? random.nextDouble() : 0,
          4 + 12 * random.nextDouble(),
          256 * random.nextDouble());
    }
  }

  /**
   * @param screen u, v, depth per vertex
   * @param colours lit colours per vertex, RGB
   * @param mask becomes 255 on bare skin, 0 elsewhere, between under thin hair
   */
  void paint(
      int[] pixels,
      byte[] mask,
      FragmentBuffer fragments,
      float[] screen,
      float[] colours,
      Hair hair,
      Random random) {
    int[] triangles = model.topology().triangles();
    float[] rgb = fragments.interpolate(screen, triangles, colours, 3, null);
    float[] place = fragments.interpolate(screen, triangles, model.meanShape(), 3, null);
    double grain = 0.12 * random.nextDouble() * random.nextDouble();
    double blotches = 0.12 * random.nextDouble();
    int hairColour = hair.colour().getRGB();
    for (int p = 0; p < pixels.length; p++) {
      if (!fragments.covers(p)) {
        continue;
      }
      float x = place[3 * p];
      float y = place[3 * p + 1];
      float shade =
          (float)
              (1
                  + grain * fine.at(hair.shift() + 4 * x, 4 * y)
                  + blotches * coarse.at(hair.shift() + x, y));
      int skin =
          Pixels.pack(
              (int) (255 * shade * rgb[3 * p]),
              (int) (255 * shade * rgb[3 * p + 1]),
              (int) (255 * shade * rgb[3 * p + 2]));
      float cover = Math.max(fringe(hair, x, y), beard(hair, x, y));
      if (cover > 0) {
        int strand =
            Pixels.brighten(hairColour, (int) (40 * fine.at(hair.shift() + 6 * x, 1.2 * y)));
        skin = Pixels.mix(skin, strand, cover);
      }
      pixels[p] = skin;
      mask[p] = (byte) (bare[fragments.triangles()[p]] ? Math.round(255 * (1 - cover)) : 0);
    }
  }

  private float fringe(Hair hair, float x, float y) {
    double line =
        anchors[0]
            + hair.line()
            + hair.roughness() * coarse.at(hair.shift() + 2 * x, hair.shift())
            - 0.004 * x * x * Math.min(1, hair.line() / 30);
    return clamp((y - line) / 3);
  }

  private float beard(Hair hair, float x, float y) {
    if (hair.beard() == 0 || y > anchors[1] + 6) {
      return 0;
    }
    boolean lips = Math.abs(x) < anchors[3] && y < anchors[1] + 1 && y > anchors[4] - 2;
    if (lips) {
      return 0;
    }
    double edge = clamp((anchors[1] + 6 - y) / 8);
    double strands = 0.75 + 0.6 * fine.at(hair.shift() + 5 * x, 5 * y);
    return (float) (0.9 * hair.beard() * edge * Math.min(1, strands));
  }

  private static float clamp(double v) {
    return (float) Math.min(Math.max(v, 0), 1);
  }
}
