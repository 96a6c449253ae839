package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;

class OverlayTest {
  private static final FaceMesh FACE = new FaceMesh(EyedFace.MODEL, EyedFace.neutral());
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 512, 56, 56, 1000);

  @TempDir Path directory;

  private static FaceImage grey(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) 60);
    return new FaceImage(width, height, rgb);
  }

  @Test
  void drawsMeshLandmarksAndLidsWhereTheyProject() throws IOException {
    FaceImage photo = grey(400, 360);
    PhotoView view = new PhotoView(photo, CAMERA, new Similarity(3, 0, 30, 10));
    Path file = directory.resolve("overlay.png");
    new Overlay(photo).draw(FACE, view, new float[] {100.5f, 250.5f}).write(file);
    BufferedImage drawn = ImageIO.read(file.toFile());
    assertEquals(0x3c3c3c, drawn.getRGB(3, 3) & 0xffffff, "beside the face nothing changes");
    int green = drawn.getRGB(100, 250);
    assertTrue((green >> 8 & 0xff) > (green & 0xff) + 100, "a landmark");
    assertTrue((drawn.getRGB(198, 200) & 0xff) > 90, "the mesh");
    float[] points = view.project(EyedFace.MODEL.meanShape());
    int lid = EyedFace.MODEL.leftLid().upper()[3];
    int orange = drawn.getRGB((int) points[2 * lid], (int) points[2 * lid + 1]);
    assertTrue((orange >> 16 & 0xff) > (orange & 0xff) + 80, "the left lid");
  }

  @Test
  void shrinksLargePhotosAndStandsFacesOutside() {
    FaceImage photo = grey(3200, 800);
    Overlay overlay = new Overlay(photo);
    overlay.draw(FACE, new PhotoView(photo, CAMERA, new Similarity(3, 0, -900, 10)), new float[0]);
    overlay.draw(FACE, new PhotoView(photo, CAMERA, new Similarity(3, 0, 3100, 10)), new float[0]);
    assertEquals(1600, overlay.image().getWidth());
    assertEquals(400, overlay.image().getHeight());
    assertEquals(0x3c3c3c, overlay.image().getRGB(800, 200) & 0xffffff);
  }
}
