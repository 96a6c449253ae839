package org.palpebra;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * An upright 8-bit sRGB photo. Row-major, three bytes (R, G, B) per pixel, origin at the top-left
 * corner of the top-left pixel, pixel centres at +0.5.
 *
 * <p>Thread-safe as long as nobody writes to {@link #rgb()}, which is shared, not copied.
 */
public final class FaceImage {
  private final int width;
  private final int height;
  private final byte[] rgb;

  /**
   * Takes pixels as they are.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param rgb stored by reference, length {@code 3·width·height}
   */
  public FaceImage(int width, int height, byte[] rgb) {
    if (width < 1 || height < 1 || (long) width * height * 3 != rgb.length) {
      throw new IllegalArgumentException(
          "an image of %d×%d needs %d bytes, got %d"
              .formatted(width, height, 3L * width * height, rgb.length));
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /** Converts any {@link BufferedImage}; transparent pixels are blended onto mid-grey. */
  public static FaceImage of(BufferedImage image) {
    if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      return ofGrey(image);
    }
    int w = image.getWidth();
    int h = image.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(w, h))];
    int[] row = new int[w];
    for (int y = 0, o = 0; y < h; y++) {
      image.getRGB(0, y, w, 1, row, 0, w);
      for (int argb : row) {
        rgb[o++] = overGrey(argb >> 16, argb);
        rgb[o++] = overGrey(argb >> 8, argb);
        rgb[o++] = overGrey(argb, argb);
      }
    }
    return new FaceImage(w, h, rgb);
  }

  /**
   * Java takes grey samples for linear light and brightens them in {@code getRGB}; files mean them
   * as they are.
   */
  private static FaceImage ofGrey(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    Raster raster = image.getRaster();
    int highest = (1 << image.getColorModel().getComponentSize(0)) - 1;
    boolean alpha = raster.getNumBands() > 1;
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(w, h))];
    for (int y = 0, o = 0; y < h; y++) {
      for (int x = 0; x < w; x++, o += 3) {
        int grey = eightBits(raster.getSample(x, y, 0), highest);
        int opacity = alpha ? eightBits(raster.getSample(x, y, 1), highest) : 255;
        Arrays.fill(rgb, o, o + 3, overGrey(grey, opacity << 24));
      }
    }
    return new FaceImage(w, h, rgb);
  }

  private static int eightBits(int sample, int highest) {
    return (int) ((sample * 255L + highest / 2) / highest);
  }

  private static byte overGrey(int channel, int argb) {
    int alpha = argb >>> 24;
    return (byte) (((channel & 0xff) * alpha + 128 * (255 - alpha) + 127) / 255);
  }

  /** Pixels per row, at least 1. */
  public int width() {
    return width;
  }

  /** Rows, at least 1. */
  public int height() {
    return height;
  }

  /** The pixels, by reference. */
  public byte[] rgb() {
    return rgb;
  }

  /** A copy of type {@link BufferedImage#TYPE_INT_RGB}. */
  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        row[x] = (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }
}
