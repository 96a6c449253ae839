package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.export.ArkitNames;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.HostileFiles;
import org.palpebra.testing.SharedData;

/** FLAME is not to be had here: the file has its array names, see {@code flame-like.py}. */
class FlameNpzReaderTest {
  private static final String MODEL = "flame-like.npz";
  private static final String LANDMARKS = "flame-like-landmarks.npz";
  private static final int ROWS = 33;

  private static Path copy(Path folder, String name) throws IOException {
    try (InputStream in = FlameNpzReaderTest.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private static MorphableModel read(Path folder) {
    return new FlameNpzReader(folder.resolve(LANDMARKS)).read(folder.resolve(MODEL));
  }

  private static JsonNode expected() throws IOException {
    try (InputStream in = FlameNpzReaderTest.class.getResourceAsStream("flame-like.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  @Test
  void turnsJointsAsGeneralSkinningDoes(@TempDir Path folder) throws IOException {
    copy(folder, MODEL);
    copy(folder, LANDMARKS);
    MorphableModel model = read(folder);
    JsonNode expected = expected();
    assertEquals(11, expected.get("turned").size());
    for (var turn : expected.get("turned").properties()) {
      assertTrue(ArkitNames.contains(turn.getKey()), turn.getKey());
      int column = model.expression().indexOf(turn.getKey());
      float[] vertices = model.meanShape().clone();
      for (int r = 0; r < ROWS; r++) {
        vertices[r] += model.expression().data()[column * ROWS + r];
      }
      assertArrayEquals(SharedData.floats(turn.getValue()), vertices, 2e-4f, turn.getKey());
    }
    assertEquals(
        expected.get("jointErrorMm").asDouble(),
        Double.parseDouble(model.metadata().get("jointErrorMm")),
        6e-4);
  }

  @Test
  void splitsColumnsAndFillsInEyes(@TempDir Path folder) throws IOException {
    copy(folder, MODEL);
    copy(folder, LANDMARKS);
    MorphableModel model = read(folder);
    JsonNode expected = expected();
    assertEquals(300, model.identity().columns());
    assertEquals(14, model.expression().columns());
    assertEquals(
        expected.get("shapedirs").get(0).asDouble(), model.identity().data()[ROWS + 22], 1e-4);
    assertEquals(
        expected.get("shapedirs").get(1).asDouble(),
        model.expression().data()[13 * ROWS + 22],
        1e-4);
    assertArrayEquals(new byte[] {1, 1, 1, 2, 2, 2, 0, 0, 0, 0, 0}, model.topology().regions());
    assertArrayEquals(
        SharedData.floats(expected.get("leftEye")), model.leftLid().eyeballCenter(), 1e-3f);
    assertTrue(model.leftLid().eyeballRadius() > 0);
  }

  @Test
  void movesLandmarksToCorners(@TempDir Path folder) throws IOException {
    copy(folder, MODEL);
    copy(folder, LANDMARKS);
    MorphableModel model = read(folder);
    JsonNode expected = expected();
    for (int i = 0; i < 68; i++) {
      assertEquals(expected.get("landmarks").get(i).asInt(), model.landmarks().vertices()[i]);
    }
    assertEquals(
        expected.get("landmarkErrorMm").asDouble(),
        Double.parseDouble(model.metadata().get("landmarkErrorMm")),
        6e-4);
    int[][] contours = model.landmarks().contours();
    assertTrue(contours[3].length > 1 && contours[3][0] == model.landmarks().vertices()[3]);
  }

  @Test
  void refusesPicklesWithAWayOut(@TempDir Path folder) throws IOException {
    copy(folder, LANDMARKS);
    replace(folder, "J_regressor", npy("'|O'", "False", "()", 20));
    assertRefused(folder, "J_regressor: is a pickled Python object", "docs/face-models.md");
  }

  @Test
  void namesTheBadArray(@TempDir Path folder) throws IOException {
    copy(folder, LANDMARKS);
    replace(folder, "weights", npy("'<f4'", "False", "(11, 4)", 176));
    assertRefused(folder, "weights: has shape [11, 4], expected [11, 5]");
    replace(folder, "f", npy("'<f4'", "False", "(11, 3)", 132));
    assertRefused(folder, "f: has numbers of type <f4");
    replace(folder, "f", npy("'<i8'", "False", "(11, 3)", 132));
    assertRefused(folder, "f: has 132 bytes");
    replace(folder, "v_template", npy("'>f4'", "False", "(11, 3)", 132));
    assertRefused(folder, "v_template: has numbers of type >f4");
    replace(folder, "posedirs", npy("'<f4'", "False", "(99999999, 99999999)", 4));
    assertRefused(folder, "posedirs: has more than 2 GiB");
    replace(folder, "shapedirs", null);
    assertRefused(folder, "shapedirs: is missing");
    copy(folder, MODEL);
    Files.delete(folder.resolve(LANDMARKS));
    assertRefused(folder, LANDMARKS);
  }

  @Test
  void damagedFilesAreReadOrRefused(@TempDir Path folder) throws IOException {
    Path good = Files.createDirectory(folder.resolve("flame"));
    copy(good, MODEL);
    copy(good, LANDMARKS);
    HostileFiles.assertReadOrRefused(good, 300, 6, 32 << 20, FlameNpzReaderTest::read);
  }

  private static byte[] npy(String type, String fortran, String shape, int bytes)
      throws IOException {
    String header =
        "{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n".formatted(type, fortran, shape);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length());
    out.write(0);
    out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[bytes]);
    return out.toByteArray();
  }

  /** Writes the model with one array replaced, or left out if there is none. */
  private static void replace(Path folder, String name, byte[] array) throws IOException {
    try (ZipInputStream in =
            new ZipInputStream(FlameNpzReaderTest.class.getResourceAsStream(MODEL));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(folder.resolve(MODEL)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        boolean other = entry.getName().equals(name + ".npy");
        if (!other || array != null) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          out.write(other ? array : in.readAllBytes());
        }
      }
    }
  }

  private static void assertRefused(Path folder, String... parts) {
    String message =
        assertThrows(PalpebraException.class, () -> read(folder), parts[0]).getMessage();
    assertTrue(message.startsWith(folder.toString()), message);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertTrue(message.contains("; "), "no remedy: " + message);
    assertEquals(1, message.lines().count(), message);
  }
}
