package org.palpebra.training.eval;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.util.Arrays;
import java.util.Locale;
import org.palpebra.FaceImage;

/** Conditions under which an evaluation looks at its photos. */
public enum Viewing {
  /** As they are. */
  PLAIN,
  /** Without colour. */
  GREY,
  /** A quarter of the light. */
  DARK,
  /** Twice the light, cut off at white. */
  BRIGHT,
  /** Means of 3×3 pixels, twice. */
  BLURRED,
  /** Half as many pixels along each side. */
  SMALL,
  /** Turned by 20° clockwise about the middle. */
  TURNED;

  /** sRGB values go with about this power of the light. */
  private static final double GAMMA = 2.2;

  /** The photo under this condition; the same photo if it is {@link #PLAIN}. */
  public FaceImage of(FaceImage photo) {
    return this == PLAIN ? photo : FaceImage.of(changed(photo.toBufferedImage()));
  }

  private BufferedImage changed(BufferedImage image) {
    return switch (this) {
      case PLAIN -> image;
      case GREY -> grey(image);
      case DARK -> scaledLight(image, 0.25);
      case BRIGHT -> scaledLight(image, 2);
      case BLURRED -> blurred(blurred(image));
      case SMALL -> small(image);
      case TURNED -> turned(image, Math.toRadians(20));
    };
  }

  /** The name in scores. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static BufferedImage blank(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  /** BT.601 luma. */
  private static BufferedImage grey(BufferedImage image) {
    BufferedImage out = blank(image.getWidth(), image.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        int luma = (299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000;
        out.setRGB(x, y, luma * 0x010101);
      }
    }
    return out;
  }

  private static BufferedImage scaledLight(BufferedImage image, double light) {
    int[] curve = new int[256];
    for (int i = 0; i < curve.length; i++) {
      curve[i] = (int) Math.min(255, Math.round(i * Math.pow(light, 1 / GAMMA)));
    }
    BufferedImage out = blank(image.getWidth(), image.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        out.setRGB(
            x, y, curve[rgb >> 16 & 255] << 16 | curve[rgb >> 8 & 255] << 8 | curve[rgb & 255]);
      }
    }
    return out;
  }

  private static BufferedImage blurred(BufferedImage image) {
    float[] mean = new float[9];
    Arrays.fill(mean, 1f / mean.length);
    ConvolveOp blur = new ConvolveOp(new Kernel(3, 3, mean), ConvolveOp.EDGE_NO_OP, null);
    return blur.filter(image, blank(image.getWidth(), image.getHeight()));
  }

  private static BufferedImage small(BufferedImage image) {
    int width = Math.max(1, image.getWidth() / 2);
    int height = Math.max(1, image.getHeight() / 2);
    BufferedImage out = blank(width, height);
    Graphics2D graphics = out.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return out;
  }

  private static BufferedImage turned(BufferedImage image, double angle) {
    AffineTransform turn =
        AffineTransform.getRotateInstance(angle, image.getWidth() / 2.0, image.getHeight() / 2.0);
    return new AffineTransformOp(turn, AffineTransformOp.TYPE_BILINEAR)
        .filter(image, blank(image.getWidth(), image.getHeight()));
  }
}
