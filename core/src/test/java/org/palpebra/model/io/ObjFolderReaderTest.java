package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.HostileFiles;

class ObjFolderReaderTest {
  private static final ObjFolderReader READER = new ObjFolderReader();

  /** Five vertices: a quad and a triangle that meets it at vertex 3 with another uv. */
  private static final String FACES =
      """
      vt 0 0
      vt 1 0
      vt 1 1
      vt 0 1
      vt 0.5 0.25
      vn 0 0 1
      f 1/1/1 2/2/1 3/3/1 4/4/1
      f -3/5/1 2/2/1 5/1/1
      """;

  private static final String NEUTRAL =
      """
      # a face
      v 0 0 0
      v 1 0 0
      v 1 1 0.5
      v 0 1 0
      v 2 0 0
      """;

  private static final String MOVED =
      """
      v 0 0 0
      v 1 0 0.25
      v 1 1 0.5
      v 0 1 0
      v 2 0 0
      """;

  private static String description(String units, String up, String more) {
    String landmarks =
        IntStream.range(0, 68).mapToObj(i -> "" + i % 5).collect(Collectors.joining(", "));
    return "{\"units\": \"%s\", \"up\": \"%s\", \"landmarks\": [%s]%s}"
        .formatted(units, up, landmarks, more);
  }

  private static Path write(Path folder, String description) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("neutral.obj"), NEUTRAL + FACES);
    Files.writeString(folder.resolve("Eye_Blink_L.OBJ"), MOVED + FACES);
    Files.writeString(folder.resolve("jawopen.obj"), NEUTRAL + FACES);
    Files.writeString(folder.resolve("earWiggle_R.obj"), MOVED);
    Files.writeString(folder.resolve("landmarks.json"), description);
    return folder;
  }

  @Test
  void readsShapesNamesAndSeams(@TempDir Path folder) throws IOException {
    MorphableModel model = READER.read(write(folder, description("cm", "y", "")));
    assertEquals(List.of("earWiggle_R", "eyeBlinkLeft", "jawOpen"), model.expression().names());
    assertEquals(6, model.vertexCount());
    assertArrayEquals(
        new float[] {0, 0, 0, 10, 0, 0, 10, 10, 5, 0, 10, 0, 20, 0, 0, 10, 10, 5},
        model.meanShape());
    float[] blink = new float[18];
    blink[5] = 2.5f;
    float[] data = model.expression().data();
    assertArrayEquals(blink, java.util.Arrays.copyOfRange(data, 18, 36));
    assertArrayEquals(new int[] {0, 1, 2, 0, 2, 3, 5, 1, 4}, model.topology().triangles());
    assertArrayEquals(
        new float[] {0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0.5f, 0.75f}, model.topology().uv());
    assertEquals(1, model.leftLid().blinkExpression());
    assertEquals(-1, model.rightLid().blinkExpression());
    assertEquals(0, model.identity().columns());
  }

  @Test
  void convertsMetresAndZUp(@TempDir Path folder) throws IOException {
    String lids =
        ", \"leftLid\": {\"upper\": [1], \"lower\": [2], \"eyeballCenter\": [1, 2, 3],"
            + " \"eyeballRadius\": 0.012}, \"name\": \"N\", \"licence\": \"CC0-1.0\"";
    MorphableModel model = READER.read(write(folder, description("m", "z", lids)));
    assertArrayEquals(
        new float[] {1000, 500, -1000}, java.util.Arrays.copyOfRange(model.meanShape(), 6, 9));
    assertArrayEquals(new float[] {1000, 3000, -2000}, model.leftLid().eyeballCenter());
    assertEquals(12, model.leftLid().eyeballRadius(), 1e-5);
    assertEquals("N", model.name());
    assertEquals("CC0-1.0", model.licence());
  }

  @Test
  void survivesTheWayThroughSafetensors(@TempDir Path folder) throws IOException {
    MorphableModel model = READER.read(write(folder.resolve("a"), description("mm", "y", "")));
    Path file = folder.resolve("model.safetensors");
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT32).write(model, file);
    MorphableModel again = new SafetensorsReader().read(file);
    assertArrayEquals(model.expression().data(), again.expression().data());
    assertEquals(0, again.identity().columns());
    assertArrayEquals(model.topology().uv(), again.topology().uv());
  }

  @Test
  void knowsArkitsNames() {
    assertEquals("mouthSmileLeft", ObjFolderReader.expressionName("MouthSmile_L"));
    assertEquals("mouthSmileRight", ObjFolderReader.expressionName("mouth_smile_right"));
    assertEquals("mouthLeft", ObjFolderReader.expressionName("mouthLeft"));
    assertEquals("jawOpen", ObjFolderReader.expressionName("JAWOPEN"));
    assertEquals("smirk_L", ObjFolderReader.expressionName("smirk_L"));
  }

  @Test
  void saysWhatIsWrong(@TempDir Path folder) throws IOException {
    assertRefused(write(folder.resolve("a"), description("inch", "y", "")), "units");
    assertRefused(write(folder.resolve("b"), description("m", "x", "")), "up");
    assertRefused(write(folder.resolve("c"), "{\"units\": \"m\", \"up\": \"y\"}"), "landmarks");
    assertRefused(write(folder.resolve("d"), "no JSON"), "landmarks.json: cannot be read");
    Path named = write(folder.resolve("e"), description("m", "y", ", \"neutral\": \"../x.obj\""));
    assertRefused(named, "neutral: is no OBJ file of the folder");
    Path count = write(folder.resolve("f"), description("m", "y", ""));
    Files.writeString(count.resolve("jawopen.obj"), "v 1 2 3\n");
    assertRefused(count, "jawopen.obj: v: has 1 vertices, the neutral face has 5");
    Path twice = write(folder.resolve("g"), description("m", "y", ""));
    Files.writeString(twice.resolve("eyeBlinkLeft.obj"), MOVED);
    assertRefused(twice, "there is another file for eyeBlinkLeft");
    Path none = write(folder.resolve("h"), description("m", "y", ""));
    Files.delete(none.resolve("neutral.obj"));
    assertRefused(none, "neutral.obj: there is no neutral face");
    Path index = write(folder.resolve("i"), description("m", "y", ""));
    Files.writeString(index.resolve("neutral.obj"), NEUTRAL + "f 1 2 6\n");
    assertRefused(index, "neutral.obj: line 7: '6' points outside 1..5");
  }

  private static void assertRefused(Path folder, String part) {
    String message =
        assertThrows(PalpebraException.class, () -> READER.read(folder), part).getMessage();
    assertTrue(message.startsWith(folder.toString()) && message.contains(part), message);
    assertTrue(message.contains("; "), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void damagedFoldersAreReadOrRefused(@TempDir Path folder) throws IOException {
    String lids =
        ", \"leftLid\": {\"upper\": [1], \"lower\": [2], \"eyeballCenter\": [1, 2, 3],"
            + " \"eyeballRadius\": 0.012}";
    HostileFiles.assertReadOrRefused(
        write(folder.resolve("face"), description("m", "y", lids)),
        300,
        3,
        16L << 20,
        READER::read);
  }
}
