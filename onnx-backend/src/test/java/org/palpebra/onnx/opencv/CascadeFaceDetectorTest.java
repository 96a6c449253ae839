package org.palpebra.onnx.opencv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.geometry.Box;
import org.palpebra.spi.DetectedFace;
import org.palpebra.testing.SharedData;

class CascadeFaceDetectorTest {
  private static final ImageReader READER = new ImageReader();

  /** Counted by eye; every other photo shows one face. */
  private static final Map<String, Integer> FACES = Map.of("emma.jpg", 3, "two_faces.jpg", 2);

  private static CascadeFaceDetector detector;

  @BeforeAll
  static void open() {
    detector = new CascadeFaceDetector();
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void findsNothingWhereNothingIs() {
    FaceImage grey = new FaceImage(300, 200, filled(3 * 300 * 200, 128));
    assertEquals(List.of(), detector.detect(grey));
    byte[] noise = new byte[3 * 200 * 150];
    new Random(7).nextBytes(noise);
    assertEquals(List.of(), detector.detect(new FaceImage(200, 150, noise)));
    byte[] slope = new byte[3 * 64 * 900];
    for (int i = 0; i < slope.length; i++) {
      slope[i] = (byte) (i / 3 % 64 * 4);
    }
    assertEquals(List.of(), detector.detect(new FaceImage(64, 900, slope)));
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void givesTheSameOnManyThreads() {
    FaceImage photo = READER.read(SharedData.require("data/photos/closed_eyes_1.jpg"));
    List<DetectedFace> once = detector.detect(photo);
    assertEquals(1, once.size());
    List<List<DetectedFace>> many =
        IntStream.range(0, 4).parallel().mapToObj(i -> detector.detect(photo)).toList();
    for (List<DetectedFace> faces : many) {
      assertEquals(once.get(0).box(), faces.get(0).box());
    }
  }

  @Test
  void boxesFollowTheConvention() throws IOException {
    Path folder = SharedData.require("data/landmarks300w");
    List<Float> x = new ArrayList<>();
    List<Float> y = new ArrayList<>();
    List<Float> size = new ArrayList<>();
    for (Map<String, String> row : rows(folder.resolve("index.csv"), "train", 12)) {
      List<DetectedFace> faces =
          detector.detect(READER.read(folder.resolve("images").resolve(row.get("file"))));
      if (faces.isEmpty()) {
        continue;
      }
      Box box = faces.get(0).box();
      x.add((number(row, "x30") - box.centerX()) / box.width());
      y.add((number(row, "y30") - box.centerY()) / box.width());
      double eyes = distance(row, 36, 45) / 90;
      double nasionToChin = distance(row, 27, 8) / 112;
      size.add((float) (140 * Math.max(eyes, nasionToChin) / box.width()));
    }
    assertTrue(size.size() >= 11, "found only " + size.size());
    assertEquals(0, median(x), 0.06);
    assertEquals(0, median(y), 0.06);
    assertEquals(1, median(size), 0.08);
  }

  @Test
  void findsTwoFacesLargestFirst() {
    FaceImage photo = READER.read(SharedData.require("data/photos/two_faces.jpg"));
    List<DetectedFace> faces = detector.detect(photo);
    assertEquals(2, faces.size());
    assertTrue(faces.get(0).box().width() >= faces.get(1).box().width());
  }

  @Test
  void findsFacesThatFillTheFrame() throws IOException {
    Path folder = SharedData.require("data/cew-faces");
    List<Map<String, String>> rows = rows(folder.resolve("index.csv"), "train", 10);
    int found = 0;
    for (Map<String, String> row : rows) {
      found += detector.detect(READER.read(folder.resolve(row.get("file")))).size();
    }
    assertTrue(found >= rows.size() - 1 && found <= rows.size() + 1, "found " + found);
  }

  @Test
  void asksAboutEveryFaceOfALargeGroup() throws IOException {
    Path folder = SharedData.require("data/landmarks300w");
    String file = rows(folder.resolve("index.csv"), "train", 1).get(0).get("file");
    BufferedImage face = READER.read(folder.resolve("images").resolve(file)).toBufferedImage();
    BufferedImage group = new BufferedImage(1000, 800, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = group.createGraphics();
    for (int i = 0; i < 20; i++) {
      int left = i % 5 * 200;
      g.drawImage(face, left, i / 5 * 200, 200, 200, null);
    }
    g.dispose();
    FaceImage photo = FaceImage.of(group);
    List<DetectedFace> faces = detector.detect(photo);
    assertTrue(faces.size() > 12, "found " + faces.size());
    List<Box> asked = detector.candidates(photo).stream().map(DetectedFace::box).toList();
    for (DetectedFace found : faces) {
      assertTrue(asked.contains(found.box()), found + " is not among " + asked);
    }
  }

  @Tag("slow")
  @Test
  void countsTheFacesOfWholePhotos() throws IOException {
    int right = 0;
    List<Path> photos;
    try (var files = Files.list(SharedData.require("data/photos"))) {
      photos = files.filter(f -> !f.toString().endsWith(".txt")).toList();
    }
    for (Path photo : photos) {
      int expected = FACES.getOrDefault(photo.getFileName().toString(), 1);
      right += detector.detect(READER.read(photo)).size() == expected ? 1 : 0;
    }
    assertTrue(right >= 0.9 * photos.size(), right + " of " + photos.size());
  }

  @Test
  void refusesToWorkWhenClosed() {
    CascadeFaceDetector closed = new CascadeFaceDetector();
    closed.close();
    assertThrows(
        IllegalStateException.class, () -> closed.detect(new FaceImage(20, 20, new byte[1200])));
  }

  private static List<Map<String, String>> rows(Path index, String split, int most)
      throws IOException {
    List<String> lines = Files.readAllLines(index);
    String[] names = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], values[i]);
      }
      if (split.equals(row.get("split")) && rows.size() < most) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static float number(Map<String, String> row, String name) {
    return Float.parseFloat(row.get(name));
  }

  private static double distance(Map<String, String> row, int a, int b) {
    return Math.hypot(
        number(row, "x" + a) - number(row, "x" + b), number(row, "y" + a) - number(row, "y" + b));
  }

  private static float median(List<Float> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
