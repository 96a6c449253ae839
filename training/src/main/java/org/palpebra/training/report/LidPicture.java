package org.palpebra.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.palpebra.FaceImage;
import org.palpebra.eyes.EyePatches;
import org.palpebra.eyes.EyelidPairs;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.Similarity;
import org.palpebra.onnx.opencv.ImageReader;

/** An eye, cut as the classifier's patch and enlarged, with lids drawn on it. Not thread-safe. */
final class LidPicture {
  static final int SIDE = 240;

  static final Color BEFORE = new Color(255, 40, 60);
  static final Color AFTER = new Color(40, 220, 60);
  static final Color ANNOTATED = new Color(60, 150, 255);

  private static final double RADIUS = 2.5;

  private final BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
  private final EyelidPairs eye;
  private final Similarity photoToPatch;

  /**
   * @param landmarks that say where the patch lies, {@code float[136]} in photo pixels
   */
  LidPicture(Path file, EyelidPairs eye, float[] landmarks) {
    this.eye = eye;
    FaceImage photo = new ImageReader().read(file);
    Similarity patchToPhoto = EyePatches.patchToPhoto(landmarks, eye, SIDE);
    photoToPatch = patchToPhoto.inverse();
    float[] rgb = ImageSampler.crop(photo, patchToPhoto, SIDE, null);
    int plane = SIDE * SIDE;
    for (int i = 0; i < plane; i++) {
      int colour = level(rgb[i]) << 16 | level(rgb[plane + i]) << 8 | level(rgb[2 * plane + i]);
      image.setRGB(i % SIDE, i / SIDE, colour);
    }
  }

  private static int level(float value) {
    return Math.round(255 * Math.min(Math.max(value, 0), 1));
  }

  /** Draws both lids from corner to corner, the upper one's landmarks as dots. */
  LidPicture draw(float[] landmarks, Color colour) {
    Graphics2D g = Pictures.graphics(image);
    g.setColor(colour);
    g.setStroke(new BasicStroke(1.5f));
    Path2D outline = new Path2D.Double();
    int[] order = {
      eye.firstCorner(), eye.upper(0), eye.upper(1), eye.secondCorner(), eye.lower(1), eye.lower(0)
    };
    for (int i : order) {
      double x = photoToPatch.applyX(landmarks[2 * i], landmarks[2 * i + 1]);
      double y = photoToPatch.applyY(landmarks[2 * i], landmarks[2 * i + 1]);
      if (outline.getCurrentPoint() == null) {
        outline.moveTo(x, y);
      } else {
        outline.lineTo(x, y);
      }
      if (i == eye.upper(0) || i == eye.upper(1)) {
        g.fill(new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS));
      }
    }
    outline.closePath();
    g.draw(outline);
    g.dispose();
    return this;
  }

  byte[] png() {
    return Pictures.png(image);
  }
}
