package org.palpebra.examples;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.joml.Matrix3f;
import org.joml.Vector3f;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.Overlay;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.export.Portrait;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.Coefficients;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.onnx.opencv.ImageReader;

/**
 * One row of pictures per photo: the photo, the mesh laid over it, and the head, textured from the
 * photo, seen from three sides. {@code java -cp palpebra.jar org.palpebra.examples.Turntable
 * OUT.png PHOTO…}
 */
public final class Turntable {
  private static final int SIDE = 280;
  private static final int TEXTURE_SIDE = 1024;
  private static final double[] TURNS = {-0.6, 0, 0.6};

  private Turntable() {}

  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      System.err.println("usage: Turntable OUT.png PHOTO...");
      System.exit(2);
    }
    List<List<BufferedImage>> rows = new ArrayList<>();
    try (FaceReconstructor reconstructor = FaceReconstructors.open()) {
      for (int i = 1; i < args.length; i++) {
        FaceImage photo = new ImageReader().read(Path.of(args[i]));
        for (FaceReconstruction face : reconstructor.reconstruct(photo)) {
          rows.add(row(photo, face));
        }
      }
    }
    ImageIO.write(sheet(rows), "png", new File(args[0]));
  }

  private static List<BufferedImage> row(FaceImage photo, FaceReconstruction face) {
    List<BufferedImage> row = new ArrayList<>();
    row.add(photo.toBufferedImage());
    row.add(
        new Overlay(photo)
            .draw(FaceMesh.of(face), PhotoView.of(photo, face), face.landmarks())
            .image());
    FaceImage texture =
        new PhotoTexture(face.model(), TEXTURE_SIDE)
            .bake(face.coefficients(), PhotoView.of(photo, face));
    Portrait portrait = new Portrait(face.model());
    for (double turn : TURNS) {
      row.add(portrait.draw(turned(face, (float) turn), texture, SIDE));
    }
    return row;
  }

  /** The face as a camera sees it that was moved round the vertical axis, centred. */
  private static Coefficients turned(FaceReconstruction face, float radians) {
    HeadPose pose = face.pose();
    Matrix3f rotation =
        new Matrix3f().rotationY(radians).rotateZYX(pose.rz(), pose.ry(), pose.rx());
    Vector3f angles = rotation.getEulerAnglesZYX(new Vector3f());
    Coefficients c = face.coefficients();
    float[] values = c.values().clone();
    int r = c.layout().rotationOffset();
    values[r] = angles.x;
    values[r + 1] = angles.y;
    values[r + 2] = angles.z;
    for (int axis = 0; axis < 3; axis++) {
      values[c.layout().translationOffset() + axis] = 0;
    }
    return new Coefficients(c.layout(), values);
  }

  private static BufferedImage sheet(List<List<BufferedImage>> rows) {
    BufferedImage sheet =
        new BufferedImage(
            SIDE * (2 + TURNS.length), SIDE * Math.max(1, rows.size()), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    for (int y = 0; y < rows.size(); y++) {
      for (int x = 0; x < rows.get(y).size(); x++) {
        drawFitted(g, rows.get(y).get(x), x * SIDE, y * SIDE);
      }
    }
    g.dispose();
    return sheet;
  }

  private static void drawFitted(Graphics2D g, BufferedImage image, int x, int y) {
    double scale = (double) SIDE / Math.max(image.getWidth(), image.getHeight());
    int w = (int) Math.round(scale * image.getWidth());
    int h = (int) Math.round(scale * image.getHeight());
    g.drawImage(image, x + (SIDE - w) / 2, y + (SIDE - h) / 2, w, h, null);
  }
}
