package org.palpebra.training.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.fitting.PointsFile;
import org.palpebra.testing.SharedData;

class PhotoFolderTest {
  @TempDir Path folder;

  private void photo(String name, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(java.util.Locale.ROOT);
    assertTrue(ImageIO.write(image, format, folder.resolve(name).toFile()));
  }

  /** Landmark i at (i + 1, 2 i + 1) in the file's coordinates. */
  private static String points(int count) {
    StringBuilder text = new StringBuilder("version: 1\nn_points: " + count + "\n{\n");
    for (int i = 0; i < count; i++) {
      text.append("%d %d.000%n".formatted(i + 1, 2 * i + 1));
    }
    return text.append("}\n").toString();
  }

  @Test
  void everyAnnotatedPhotoIsAFace() throws IOException {
    for (int i = 0; i < 11; i++) {
      photo("p%02d.%s".formatted(i, i == 4 ? "JPG" : "png"), 30 + i, 40);
      Files.writeString(folder.resolve("p%02d.pts".formatted(i)), points(68));
    }
    photo("unknown.png", 20, 20);
    List<LandmarkFace> faces = PhotoFolder.read(folder);
    assertEquals(11, faces.size());
    LandmarkFace fifth = faces.get(4);
    assertEquals(folder.resolve("p04.JPG"), fifth.file());
    assertEquals(34, fifth.width());
    assertEquals(40, fifth.height());
    float[] expected = new float[136];
    for (int i = 0; i < 68; i++) {
      expected[2 * i] = i + 0.5f;
      expected[2 * i + 1] = 2 * i + 0.5f;
    }
    assertArrayEquals(expected, fifth.landmarks());
    assertEquals(
        List.of("p09"), Split.select(faces, "val").stream().map(LandmarkFace::person).toList());
    assertEquals(10, Split.select(faces, "train").size());
  }

  private void assertError(String annotations, String part) throws IOException {
    photo("a.png", 20, 20);
    Files.writeString(folder.resolve("a.pts"), annotations);
    String message =
        assertThrows(PalpebraException.class, () -> PhotoFolder.read(folder)).getMessage();
    assertTrue(message.contains("a.pts") && message.contains(part), message);
  }

  @Test
  void wrongAnnotationsAreNamed() throws IOException {
    assertError(points(67), "line 2: n_points: 67; only files of 68 landmarks can be used");
    assertError(points(68).replace("}", ""), "line 72: expected } after 68 landmarks");
    assertError(points(68).replace("\n12 ", "\ntwelve "), "line 15: not a number: twelve");
    assertError(points(68).replace("\n12 ", "\nNaN "), "line 15: not a finite number: NaN");
    assertError(points(68).replace("\n12 ", "\n12 1 "), "expected x and y of landmark 11");
    assertError("", "no {");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    String empty =
        assertThrows(PalpebraException.class, () -> PhotoFolder.read(folder)).getMessage();
    assertTrue(empty.contains("no .pts file"), empty);
    Files.writeString(folder.resolve("b.pts"), points(68));
    String alone =
        assertThrows(PalpebraException.class, () -> PhotoFolder.read(folder)).getMessage();
    assertTrue(alone.contains("no photo b beside it"), alone);
    assertThrows(PalpebraException.class, () -> PhotoFolder.read(folder.resolve("none")));
  }

  @Test
  void aFileOfIbugsIsRead() {
    float[] landmarks = PointsFile.read(SharedData.require("models/eos-sfm/image_0010.pts"));
    assertEquals(611.284152 - 0.5, landmarks[0], 1e-4);
    assertEquals(304.319120 - 0.5, landmarks[3], 1e-4);
  }
}
