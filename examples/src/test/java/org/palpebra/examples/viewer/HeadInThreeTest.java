package org.palpebra.examples.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.testing.SharedData;
import org.palpebra.training.synthetic.SyntheticFaces;

/** A GLB looks in three.js as it does here, and its lids move. */
class HeadInThreeTest {
  private static final int SCALE = 4;

  /** 0.98 is what counts; turning about the axes in the wrong order already gives 0.996. */
  private static final double SAME = 0.999;

  private static FaceImage rendered() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      PerspectiveCamera camera = bundle.manifest().regressor().camera();
      return new SyntheticFaces(bundle.faceModel(), 27, camera, 301, 1).render(1).photo();
    }
  }

  @Test
  void aRenderedFace() throws IOException {
    check("rendered", rendered());
  }

  @Test
  void aPhoto() throws IOException {
    check("photo", new ImageReader().read(SharedData.require("data/photos/open_eyes_1.jpg")));
  }

  private static void check(String name, FaceImage photo) throws IOException {
    FaceReconstruction face;
    try (FaceReconstructor reconstructor = FaceReconstructors.open()) {
      face = reconstructor.reconstruct(photo).get(0);
    }
    PhotoView view = PhotoView.of(photo, face);
    ByteArrayOutputStream glb = new ByteArrayOutputStream();
    new GlbWriter()
        .write(
            glb,
            FaceMesh.of(face),
            new PhotoTexture(face.model(), 512).bake(face.coefficients(), view));
    try (ThreeHead head = ThreeHead.load(glb.toByteArray())) {
      save(name, head.draw(view, face, SCALE, Map.of(), Map.of()));
      silhouette(name, head, view, face);
      blink(name, head, view, face);
    }
  }

  private static void silhouette(
      String name, ThreeHead head, PhotoView view, FaceReconstruction face) throws IOException {
    Map<String, String> white =
        Map.of("face", "white", "leftEyeball", "white", "rightEyeball", "white");
    BufferedImage theirs = head.draw(view, face, SCALE, white, Map.of());
    float[] screen = face.photoVertices(null);
    for (int i = 0; i < screen.length; i++) {
      screen[i] *= i % 3 == 2 ? 1 : SCALE;
    }
    FragmentBuffer ours =
        new Rasterizer(theirs.getWidth(), theirs.getHeight())
            .rasterize(screen, face.model().topology().triangles(), null);
    int both = 0;
    int either = 0;
    for (int y = 0; y < ours.height(); y++) {
      for (int x = 0; x < ours.width(); x++) {
        boolean there = (theirs.getRGB(x, y) & 0xff) > 127;
        boolean here = ours.covers(y * ours.width() + x);
        both += there && here ? 1 : 0;
        either += there || here ? 1 : 0;
      }
    }
    double iou = (double) both / either;
    System.out.printf("%s: silhouettes of %d pixels, IoU %.5f%n", name, either, iou);
    assertTrue(either > ours.width() * ours.height() / 50, "the face has only " + either);
    assertTrue(iou >= SAME, "IoU " + iou);
  }

  private static void blink(String name, ThreeHead head, PhotoView view, FaceReconstruction face)
      throws IOException {
    LidGaps open = gaps(name + "-blink-0", head, view, face, 0);
    LidGaps closed = gaps(name + "-blink-1", head, view, face, 1);
    System.out.printf("%s: lid gaps in pixels: %s; eyeBlinkLeft 1: %s%n", name, open, closed);
    assertTrue(open.left() >= 20 && open.right() >= 20, open.toString());
    assertTrue(closed.left() <= LidOpenness.CLOSED * open.left(), open + " became " + closed);
    assertEquals(open.right(), closed.right(), 0.05 * open.right() + 1e-9);
  }

  private static LidGaps gaps(
      String name, ThreeHead head, PhotoView view, FaceReconstruction face, double left)
      throws IOException {
    Map<String, String> colours =
        Map.of("face", "black", "leftEyeball", "#00ff00", "rightEyeball", "#ff0000");
    Map<String, Double> weights = Map.of("eyeBlinkLeft", left, "eyeBlinkRight", 0.0);
    save(name, head.draw(view, face, SCALE, Map.of(), weights));
    return LidGaps.of(head.draw(view, face, SCALE, colours, weights));
  }

  private static void save(String name, BufferedImage image) throws IOException {
    Path file = Path.of("target/viewer", "three-" + name + ".png");
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  /**
   * How far the lids are apart: the most eyeball that one column of pixels shows.
   *
   * @param left of the subject, in pixels
   * @param right of the subject, in pixels
   */
  private record LidGaps(int left, int right) {
    /** Of a picture with a green left and a red right eyeball. */
    static LidGaps of(BufferedImage image) {
      return new LidGaps(highest(image, 8), highest(image, 16));
    }

    private static int highest(BufferedImage image, int shift) {
      int highest = 0;
      for (int x = 0; x < image.getWidth(); x++) {
        int seen = 0;
        for (int y = 0; y < image.getHeight(); y++) {
          seen += (image.getRGB(x, y) >> shift & 0xff) > 127 ? 1 : 0;
        }
        highest = Math.max(highest, seen);
      }
      return highest;
    }
  }
}
