package org.palpebra.export;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import org.palpebra.FaceImage;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;

/**
 * The photo with the reconstructed faces drawn over it: the grey shaded mesh half transparent, the
 * 68 landmarks as green dots, the lid margins as lines (the subject's left eye orange, the right
 * one blue). Larger photos are shrunk to {@value #LONGEST_SIDE} pixels. Not thread-safe.
 */
public final class Overlay {
  private static final int LONGEST_SIDE = 1600;
  private static final float OPACITY = 0.55f;
  private static final Color LANDMARK = new Color(40, 230, 60);
  private static final Color LEFT_LID = new Color(255, 140, 0);
  private static final Color RIGHT_LID = new Color(0, 150, 255);

  private final BufferedImage image;
  private final double scale;

  /** Starts with the photo, reduced if it is large; the photo is not modified. */
  public Overlay(FaceImage photo) {
    scale = Math.min(1, (double) LONGEST_SIDE / Math.max(photo.width(), photo.height()));
    image =
        new BufferedImage(
            (int) Math.max(1, Math.round(scale * photo.width())),
            (int) Math.max(1, Math.round(scale * photo.height())),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = graphics();
    g.drawImage(photo.toBufferedImage(), 0, 0, image.getWidth(), image.getHeight(), null);
    g.dispose();
  }

  /**
   * Draws one face.
   *
   * @param landmarks {@code x0,y0,x1,y1…} in photo pixels, or empty for none
   */
  public Overlay draw(FaceMesh face, PhotoView view, float[] landmarks) {
    MorphableModel model = face.model();
    float[] posed =
        HeadPose.of(face.coefficients()).apply(model.shape(face.coefficients(), null), null);
    float[] screen = view.toScreen(posed);
    for (int i = 0; i < screen.length; i += 3) {
      screen[i] *= (float) scale;
      screen[i + 1] *= (float) scale;
    }
    blendMesh(screen, new VertexNormals(model.topology()).compute(posed, null), model);
    Graphics2D g = graphics();
    // strokes grow with the face
    float[] bounds = PhotoProjection.bounds(screen);
    float unit = Math.max(0.6f, (bounds[3] - bounds[1]) / 300);
    drawLid(g, model.leftLid(), screen, LEFT_LID, unit);
    drawLid(g, model.rightLid(), screen, RIGHT_LID, unit);
    g.setColor(LANDMARK);
    for (int i = 0; i < landmarks.length; i += 2) {
      double x = scale * landmarks[i];
      double y = scale * landmarks[i + 1];
      g.fill(new Ellipse2D.Double(x - unit, y - unit, 2 * unit, 2 * unit));
    }
    g.dispose();
    return this;
  }

  /** The picture so far, by reference. */
  public BufferedImage image() {
    return image;
  }

  /**
   * Writes the picture as PNG, replaced as a whole or not at all.
   *
   * @throws org.palpebra.PalpebraException if the file cannot be written
   */
  public void write(Path file) {
    AtomicFiles.write(file, out -> Png.write(FaceImage.of(image), out));
  }

  private Graphics2D graphics() {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    return g;
  }

  /** Only the part of the picture that the face covers is rasterised. */
  private void blendMesh(float[] screen, float[] normals, MorphableModel model) {
    float[] bounds = PhotoProjection.bounds(screen);
    int left = clamp(bounds[0], image.getWidth());
    int top = clamp(bounds[1], image.getHeight());
    int width = clamp(bounds[2] + 1, image.getWidth()) - left;
    int height = clamp(bounds[3] + 1, image.getHeight()) - top;
    if (width < 1 || height < 1) {
      return;
    }
    float[] shifted = screen.clone();
    for (int i = 0; i < shifted.length; i += 3) {
      shifted[i] -= left;
      shifted[i + 1] -= top;
    }
    int[] triangles = model.topology().triangles();
    FragmentBuffer fragments = new Rasterizer(width, height).rasterize(shifted, triangles, null);
    float[] facing = fragments.interpolate(shifted, triangles, normals, 3, null);
    for (int p = 0; p < width * height; p++) {
      if (fragments.covers(p)) {
        // a lamp above the camera
        float light = 0.35f * facing[3 * p + 1] + 0.9f * facing[3 * p + 2];
        int grey = Math.round(255 * Math.max(0.15f, Math.min(1, light)));
        blendPixel(left + p % width, top + p / width, grey);
      }
    }
  }

  private static int clamp(float value, int size) {
    return (int) Math.max(0, Math.min(size, value));
  }

  private void blendPixel(int x, int y, int grey) {
    int under = image.getRGB(x, y);
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int channel = under >> shift & 0xff;
      mixed |= Math.round(OPACITY * grey + (1 - OPACITY) * channel) << shift;
    }
    image.setRGB(x, y, mixed);
  }

  private static void drawLid(Graphics2D g, Lid lid, float[] screen, Color colour, float unit) {
    g.setColor(colour);
    g.setStroke(new BasicStroke(unit, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    for (int[] margin : Arrays.asList(lid.upper(), lid.lower())) {
      Path2D line = new Path2D.Double();
      for (int i = 0; i < margin.length; i++) {
        float x = screen[3 * margin[i]];
        float y = screen[3 * margin[i] + 1];
        if (i == 0) {
          line.moveTo(x, y);
        } else {
          line.lineTo(x, y);
        }
      }
      g.draw(line);
    }
  }
}
