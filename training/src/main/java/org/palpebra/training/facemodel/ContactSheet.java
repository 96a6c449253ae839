package org.palpebra.training.facemodel;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;

/**
 * Renders a face model for people to look at.
 *
 * <p>Rows: the mean face in three views, eyes open and shut; twelve random identities (seed {@value
 * #SEED}); twelve expressions; skin tones.
 */
final class ContactSheet {
  static final int SEED = 7;
  private static final int TILE = 220;
  private static final int OVERSAMPLING = 3;
  private static final int COLUMNS = 6;
  private static final int BACKGROUND = 0xF2F2F0;

  /** Each row: expressions that act together, at full weight. */
  private static final List<List<String>> EXPRESSIONS =
      List.of(
          List.of("eyeBlinkLeft", "eyeBlinkRight"),
          List.of("eyeBlinkLeft"),
          List.of("eyeWideLeft", "eyeWideRight", "browInnerUp"),
          List.of("eyeSquintLeft", "eyeSquintRight", "cheekSquintLeft", "cheekSquintRight"),
          List.of("eyeLookOutLeft", "eyeLookInRight"),
          List.of("eyeLookDownLeft", "eyeLookDownRight"),
          List.of("mouthSmileLeft", "mouthSmileRight"),
          List.of("jawOpen"),
          List.of("mouthPucker"),
          List.of("mouthFrownLeft", "mouthFrownRight", "browDownLeft", "browDownRight"),
          List.of("mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight"),
          List.of("mouthStretchLeft", "mouthStretchRight", "browOuterUpLeft", "browOuterUpRight"));

  private final MorphableModel model;
  private final CoefficientLayout layout;
  private final VertexNormals normals;

  private ContactSheet(MorphableModel model) {
    this.model = model;
    layout = model.layout(SphericalHarmonics.WHITE);
    normals = new VertexNormals(model.topology());
  }

  static BufferedImage render(MorphableModel model) {
    ContactSheet sheet = new ContactSheet(model);
    List<BufferedImage> tiles = new ArrayList<>();
    tiles.addAll(sheet.views());
    tiles.addAll(sheet.identities());
    tiles.addAll(sheet.expressions());
    tiles.addAll(sheet.skinTones());
    int rows = (tiles.size() + COLUMNS - 1) / COLUMNS;
    BufferedImage out = new BufferedImage(COLUMNS * TILE, rows * TILE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = out.createGraphics();
    for (int i = 0; i < tiles.size(); i++) {
      g.drawImage(tiles.get(i), i % COLUMNS * TILE, i / COLUMNS * TILE, null);
    }
    g.dispose();
    return out;
  }

  /** Front, half profile and profile, each with the eyes open and shut. */
  private List<BufferedImage> views() {
    List<BufferedImage> out = new ArrayList<>();
    for (float yaw : new float[] {0, 0.65f, 1.4f}) {
      out.add(tile(coefficients(), yaw));
      out.add(tile(express(EXPRESSIONS.get(0)), yaw));
    }
    return out;
  }

  private List<BufferedImage> identities() {
    Random random = new Random(SEED);
    List<BufferedImage> out = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      float[] c = coefficients();
      for (int k = 0; k < layout.identity(); k++) {
        c[layout.identityOffset() + k] = (float) random.nextGaussian();
      }
      for (int k = 0; k < layout.albedo(); k++) {
        c[layout.albedoOffset() + k] = (float) random.nextGaussian();
      }
      out.add(tile(c, n % 2 == 0 ? 0.12f : -0.45f));
    }
    return out;
  }

  private List<BufferedImage> expressions() {
    return EXPRESSIONS.stream().map(names -> tile(express(names), 0.15f)).toList();
  }

  private List<BufferedImage> skinTones() {
    List<BufferedImage> out = new ArrayList<>();
    for (float melanin : new float[] {-1.1f, -0.5f, 0.3f, 1, 1.7f, 2.3f}) {
      float[] c = coefficients();
      c[layout.albedoOffset() + model.albedo().indexOf("melanin")] = melanin;
      out.add(tile(c, 0.3f));
    }
    return out;
  }

  private float[] coefficients() {
    float[] c = new float[layout.size()];
    // Soft light from the front, a little from above and from the subject's left.
    c[layout.lightingOffset() + 1] = -0.16f;
    c[layout.lightingOffset() + 2] = 0.20f;
    c[layout.lightingOffset() + 3] = -0.10f;
    return c;
  }

  private float[] express(List<String> names) {
    float[] c = coefficients();
    for (String name : names) {
      c[layout.expressionOffset() + model.expression().indexOf(name)] = 1;
    }
    return c;
  }

  private BufferedImage tile(float[] values, float yaw) {
    int side = TILE * OVERSAMPLING;
    Coefficients c = new Coefficients(layout, values);
    HeadPose pose = new HeadPose(0, yaw, 0, 0, -4, 0);
    float[] posed = pose.apply(model.shape(c, null), null);
    PerspectiveCamera camera = new PerspectiveCamera(side, 3.9f * side, side / 2f, side / 2f, 1000);
    float[] screen = camera.toScreen(posed, null);
    int[] triangles = model.topology().triangles();
    FragmentBuffer fragments = new Rasterizer(side, side).rasterize(screen, triangles, null);
    float[] lit =
        SphericalHarmonics.shade(
            model.albedo(c, null), normals.compute(posed, null), c.lighting(), null);
    float[] rgb = fragments.interpolate(screen, triangles, lit, 3, null);
    BufferedImage large = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[side * side];
    Arrays.setAll(pixels, p -> fragments.covers(p) ? pack(rgb, 3 * p) : BACKGROUND);
    large.setRGB(0, 0, side, side, pixels, 0, side);
    return shrink(large);
  }

  /** Averages blocks of pixels, which Java's own scaling does not promise. */
  private static BufferedImage shrink(BufferedImage large) {
    BufferedImage out = new BufferedImage(TILE, TILE, BufferedImage.TYPE_INT_RGB);
    int n = OVERSAMPLING * OVERSAMPLING;
    for (int y = 0; y < TILE; y++) {
      for (int x = 0; x < TILE; x++) {
        int[] sum = new int[3];
        for (int i = 0; i < n; i++) {
          int rgb =
              large.getRGB(
                  x * OVERSAMPLING + i % OVERSAMPLING, y * OVERSAMPLING + i / OVERSAMPLING);
          sum[0] += rgb >> 16 & 0xFF;
          sum[1] += rgb >> 8 & 0xFF;
          sum[2] += rgb & 0xFF;
        }
        out.setRGB(x, y, (sum[0] / n) << 16 | (sum[1] / n) << 8 | sum[2] / n);
      }
    }
    return out;
  }

  private static int pack(float[] rgb, int o) {
    int out = 0;
    for (int k = 0; k < 3; k++) {
      out = out << 8 | Math.round(255 * Math.max(0, Math.min(1, rgb[o + k])));
    }
    return out;
  }
}
