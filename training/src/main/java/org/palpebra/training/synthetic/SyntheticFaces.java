package org.palpebra.training.synthetic;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Random;
import org.palpebra.FaceImage;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;

/**
 * Renders photos of faces that do not exist, each from its seed alone. The picture shows the
 * canonical crop with a margin around it, so that training can cut jittered crops out of it.
 * Pictures are drawn at twice the size and averaged. Thread-safe.
 */
public final class SyntheticFaces {
  /** How much of the surroundings a picture shows, in sides of the canonical crop. */
  private static final float EXTENT = 1.35f;

  private static final int OVERSAMPLING = 2;
  private static final double GLASSES = 0.12;

  private final MorphableModel model;
  private final PerspectiveCamera crop;
  private final int size;
  private final FaceSampler sampler;
  private final VertexNormals normals;
  private final Backdrop backdrop;
  private final FacePainter painter;

  /**
   * @param lighting 9 or 27 SH coefficients
   * @param crop camera of the canonical crop
   * @param size side of the pictures in pixels
   * @param seed of the textures
   */
  public SyntheticFaces(
      MorphableModel model, int lighting, PerspectiveCamera crop, int size, long seed) {
    this.model = model;
    this.crop = crop;
    this.size = size;
    this.sampler = new FaceSampler(model, lighting);
    this.normals = new VertexNormals(model.topology());
    Random random = new Random(seed);
    NoiseTexture coarse = new NoiseTexture(8, 5, random);
    this.backdrop = new Backdrop(coarse);
    this.painter = new FacePainter(model, new NoiseTexture(64, 2, random), coarse);
  }

  /** A random face. */
  public SyntheticFace render(long seed) {
    Random random = random(seed);
    return render(sampler.draw(random), random);
  }

  /** What draws the face of a seed. */
  static Random random(long seed) {
    return new Random(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
  }

  /**
   * A photo of a given face.
   *
   * @param random draws what coefficients do not say: surroundings, hair, glasses
   */
  public SyntheticFace render(Coefficients c, Random random) {
    int side = OVERSAMPLING * size;
    PerspectiveCamera camera = camera(side);
    float[] shape = model.shape(c, null);
    HeadPose pose = HeadPose.of(c);
    float[] posed = pose.apply(shape, null);
    float[] landmarks = Landmarks.project(model, posed, camera);
    byte[] skin = new byte[side * side];
    BufferedImage picture = paint(c, posed, camera, landmarks, skin, random);
    for (int i = 0; i < landmarks.length; i++) {
      landmarks[i] /= OVERSAMPLING;
    }
    float[] neutral = model.neutral(c, null);
    return new SyntheticFace(
        FaceImage.of(reduce(picture)),
        c,
        cropToPhoto(),
        landmarks,
        LidOpenness.of(model.leftLid(), shape, neutral),
        LidOpenness.of(model.rightLid(), shape, neutral),
        reduce(skin));
  }

  /** Sees {@link #EXTENT} times what the crop's camera sees. */
  private PerspectiveCamera camera(int side) {
    float focal = crop.focal() * side / (crop.size() * EXTENT);
    return new PerspectiveCamera(side, focal, side / 2f, side / 2f, crop.distance());
  }

  private Similarity cropToPhoto() {
    double scale = size / (crop.size() * EXTENT);
    return new Similarity(
        scale, 0, size / 2.0 - scale * crop.centerX(), size / 2.0 - scale * crop.centerY());
  }

  private BufferedImage paint(
      Coefficients c,
      float[] posed,
      PerspectiveCamera camera,
      float[] landmarks,
      byte[] skin,
      Random random) {
    int side = camera.size();
    float[] screen = camera.toScreen(posed, null);
    FragmentBuffer fragments =
        new Rasterizer(side, side).rasterize(screen, model.topology().triangles(), null);
    float[] colours =
        SphericalHarmonics.shade(
            model.albedo(c, null), normals.compute(posed, null), c.lighting(), null);
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    Graphics2D g = picture.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    backdrop.paint(g, pixels, side, random);
    Color hairColour = Palette.mix(Palette.hair(random), Color.BLACK, 0.3 * random.nextDouble());
    new Surroundings(landmarks, hairColour, meanColour(colours)).paint(g, side, random);
    FacePainter.Hair hair = FacePainter.Hair.draw(hairColour, random);
    painter.paint(pixels, skin, fragments, screen, colours, hair, random);
    int[] bare = pixels.clone();
    Accessories accessories = new Accessories(g, screen, fragments);
    accessories.lashes(model.leftLid(), random);
    accessories.lashes(model.rightLid(), random);
    if (random.nextDouble() < GLASSES) {
      accessories.glasses(landmarks, random);
    }
    g.dispose();
    for (int p = 0; p < pixels.length; p++) {
      skin[p] = pixels[p] == bare[p] ? skin[p] : 0;
    }
    return picture;
  }

  private byte[] reduce(byte[] mask) {
    int side = OVERSAMPLING * size;
    byte[] reduced = new byte[size * size];
    for (int p = 0; p < reduced.length; p++) {
      int at = (p / size * side + p % size) * OVERSAMPLING;
      int sum = 0;
      for (int i = 0; i < OVERSAMPLING * OVERSAMPLING; i++) {
        sum += mask[at + i / OVERSAMPLING * side + i % OVERSAMPLING] & 0xff;
      }
      reduced[p] = (byte) (sum / (OVERSAMPLING * OVERSAMPLING));
    }
    return reduced;
  }

  private static Color meanColour(float[] colours) {
    double[] sum = new double[3];
    for (int i = 0; i < colours.length; i++) {
      sum[i % 3] += Math.min(Math.max(colours[i], 0), 1);
    }
    int n = colours.length / 3;
    return new Color((float) (sum[0] / n), (float) (sum[1] / n), (float) (sum[2] / n));
  }

  private BufferedImage reduce(BufferedImage picture) {
    int side = picture.getWidth();
    int[] from = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    BufferedImage reduced = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    int[] to = ((DataBufferInt) reduced.getRaster().getDataBuffer()).getData();
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        to[y * size + x] = mean(from, (y * side + x) * OVERSAMPLING, side);
      }
    }
    return reduced;
  }

  private static int mean(int[] pixels, int at, int side) {
    int r = 0;
    int g = 0;
    int b = 0;
    for (int j = 0; j < OVERSAMPLING; j++) {
      for (int i = 0; i < OVERSAMPLING; i++) {
        int rgb = pixels[at + j * side + i];
        r += rgb >> 16 & 255;
        g += rgb >> 8 & 255;
        b += rgb & 255;
      }
    }
    int n = OVERSAMPLING * OVERSAMPLING;
    return Pixels.pack(r / n, g / n, b / n);
  }
}
