package org.palpebra.training.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.Overlay;
import org.palpebra.export.PhotoView;
import org.palpebra.onnx.opencv.ImageReader;

/** Examples as PNG files. */
final class Pictures {
  private static final Color TRUTH = new Color(40, 220, 60);
  private static final Color RESULT = new Color(255, 40, 60);
  private static final double RADIUS = 2;

  private Pictures() {}

  /** A photo with its longer side at {@code side} pixels. */
  static byte[] photo(Path file, int side) {
    return png(scaled(new ImageReader().read(file).toBufferedImage(), side));
  }

  /** A photo with annotated (green) and found (red) landmarks, in photo pixels. */
  static byte[] landmarks(Path file, int side, float[] truth, float[] result) {
    BufferedImage photo = new ImageReader().read(file).toBufferedImage();
    BufferedImage image = scaled(photo, side);
    double scale = (double) image.getWidth() / photo.getWidth();
    Graphics2D g = graphics(image);
    dots(g, truth, scale, TRUTH);
    dots(g, result, scale, RESULT);
    g.dispose();
    return png(image);
  }

  /** A photo, and beside it the same with a face drawn over it; each of that width. */
  static byte[] beside(FaceImage photo, @Nullable FaceReconstruction face, int width) {
    Overlay overlay = new Overlay(photo);
    if (face != null) {
      overlay.draw(FaceMesh.of(face), PhotoView.of(photo, face), new float[0]);
    }
    int height = width * photo.height() / photo.width();
    BufferedImage image = new BufferedImage(2 * width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = graphics(image);
    g.drawImage(photo.toBufferedImage(), 0, 0, width, height, null);
    g.drawImage(overlay.image(), width, 0, width, height, null);
    g.dispose();
    return png(image);
  }

  private static BufferedImage scaled(BufferedImage photo, int side) {
    double scale = (double) side / Math.max(photo.getWidth(), photo.getHeight());
    BufferedImage image =
        new BufferedImage(
            (int) Math.max(1, Math.round(scale * photo.getWidth())),
            (int) Math.max(1, Math.round(scale * photo.getHeight())),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = graphics(image);
    g.drawImage(photo, 0, 0, image.getWidth(), image.getHeight(), null);
    g.dispose();
    return image;
  }

  static Graphics2D graphics(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    return g;
  }

  private static void dots(Graphics2D g, float[] points, double scale, Color colour) {
    g.setColor(colour);
    for (int i = 0; i < points.length; i += 2) {
      double x = scale * points[i];
      double y = scale * points[i + 1];
      g.fill(new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS));
    }
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
