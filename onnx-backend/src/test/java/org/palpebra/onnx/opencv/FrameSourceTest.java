package org.palpebra.onnx.opencv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;

class FrameSourceTest {
  @TempDir private Path folder;

  private static FaceImage grey(int width, int height, int level) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) level);
    return new FaceImage(width, height, rgb);
  }

  private void image(String name, int width, int level) throws IOException {
    BufferedImage image = grey(width, 20, level).toBufferedImage();
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private static List<VideoFrame> read(String source, OptionalDouble rate) {
    List<VideoFrame> frames = new ArrayList<>();
    try (FrameSource open = FrameSource.open(source, rate)) {
      Optional<VideoFrame> frame;
      while ((frame = open.next()).isPresent()) {
        frames.add(frame.get());
      }
    }
    return frames;
  }

  private static List<Integer> levels(List<VideoFrame> frames) {
    return frames.stream().map(f -> f.image().rgb()[30] & 0xff).toList();
  }

  @Test
  void aFolderIsReadInTheOrderOfItsNumbers() throws IOException {
    image("f9.png", 24, 90);
    image("f10.png", 24, 100);
    image("F1.PNG", 24, 10);
    Files.writeString(folder.resolve("f2.txt"), "no image");
    List<VideoFrame> frames = read(folder.toString(), OptionalDouble.of(25));
    assertEquals(List.of(10, 90, 100), levels(frames));
    assertEquals(2 / 25.0, frames.get(2).seconds(), 1e-12);
    try (FrameSource source = FrameSource.open(folder.toString(), OptionalDouble.empty())) {
      assertEquals(OptionalLong.of(3), source.frames());
      assertEquals(30, source.rate());
    }
  }

  @Test
  void aPatternTakesItsNumbersOnly() throws IOException {
    image("a-007.png", 24, 70);
    image("a-012.png", 24, 120);
    image("a-1000.png", 24, 200);
    image("b-001.png", 24, 1);
    image("a-5.png", 24, 5);
    assertEquals(
        List.of(70, 120, 200),
        levels(read(folder.resolve("a-%03d.png").toString(), OptionalDouble.empty())));
    assertEquals(
        List.of(5, 70, 120, 200),
        levels(read(folder.resolve("a-%d.png").toString(), OptionalDouble.empty())));
  }

  @Test
  void motionJpegComesBackWithItsTimes() {
    Path file = folder.resolve("clip.avi");
    byte[] red = new byte[3 * 64 * 48];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = (byte) 200;
    }
    try (MotionJpeg writer = new MotionJpeg(file, 25, 64, 48)) {
      for (int i = 0; i < 12; i++) {
        writer.write(i == 11 ? new FaceImage(64, 48, red) : grey(64, 48, 20 * i));
      }
    }
    List<VideoFrame> frames = read(file.toString(), OptionalDouble.empty());
    assertEquals(12, frames.size());
    for (int i = 0; i < 11; i++) {
      assertEquals(i / 25.0, frames.get(i).seconds(), 1e-6);
      assertEquals(20 * i, frames.get(i).image().rgb()[30] & 0xff, 4, "frame " + i);
    }
    FaceImage last = frames.get(11).image();
    assertEquals(64, last.width());
    assertEquals(200, last.rgb()[0] & 0xff, 8, "red comes first");
    assertEquals(0, last.rgb()[2] & 0xff, 8);
    assertEquals(0.5, read(file.toString(), OptionalDouble.of(2)).get(1).seconds());
  }

  @Test
  void everyCutMotionJpegIsReadUpToTheCutOrRefused() throws IOException {
    Path file = folder.resolve("whole.avi");
    try (MotionJpeg writer = new MotionJpeg(file, 30, 48, 32)) {
      for (int i = 0; i < 5; i++) {
        writer.write(grey(48, 32, 40 * i));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(11);
    for (int i = 0; i < 150; i++) {
      byte[] damaged =
          Arrays.copyOf(whole, i % 3 == 0 ? whole.length : random.nextInt(whole.length));
      for (int k = 0; k < i % 4 && damaged.length > 0; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Path cut = Files.write(folder.resolve("cut.avi"), damaged);
      try {
        assertTrue(read(cut.toString(), OptionalDouble.empty()).size() <= 5);
      } catch (PalpebraException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(e.getMessage().startsWith(cut.toString()), e.getMessage());
      }
    }
  }

  private void refused(String source, String... parts) {
    PalpebraException e =
        assertThrows(PalpebraException.class, () -> read(source, OptionalDouble.empty()), source);
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void whatCannotBeReadIsOneLineWithARemedy() throws IOException {
    refused(folder.toString(), "has no images", "give a folder");
    refused(folder.resolve("x-%d.png").toString(), "no file of");
    refused(folder.resolve("none/x-%d.png").toString(), "no such folder");
    refused(folder.resolve("none.mp4").toString(), "no such file");
    Path text = Files.writeString(folder.resolve("text.mp4"), "no video at all, only some text");
    refused(text.toString(), "no reader", "motion JPEG");
    refused(text.toString(), "no reader"); // the second time, too
    Path torn = Files.writeString(folder.resolve("torn.avi"), "RIFF\1\2\3\4AVI LIST and no more");
    refused(torn.toString(), "cut off within its header");
    image("b1.png", 24, 1);
    image("b2.png", 30, 1);
    refused(folder.resolve("b%d.png").toString(), "b2.png", "30×20", "24×20");
  }

  @Test
  void aCameraThatIsNotThereIsSaidSo() {
    assumeFalse(Files.exists(Path.of("/dev/video99")));
    refused("99", "camera 99");
    assertThrows(
        IllegalArgumentException.class, () -> FrameSource.open("0", OptionalDouble.of(30)));
    assertThrows(
        IllegalArgumentException.class,
        () -> FrameSource.open(folder.toString(), OptionalDouble.of(0)));
  }
}
