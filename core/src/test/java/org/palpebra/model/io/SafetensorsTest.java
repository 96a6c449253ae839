package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palpebra.PalpebraException;
import org.palpebra.internal.HalfFloat;
import org.palpebra.testing.RandomFace;

class SafetensorsTest {
  private static byte[] bytes(SafetensorsBuilder builder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    builder.write(out);
    return out.toByteArray();
  }

  /** A file by hand: header length, header, that many zero bytes of data. */
  private static byte[] file(String header, int dataLength) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataLength)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static Safetensors parse(byte[] file) {
    return Safetensors.of(ByteBuffer.wrap(file), "x.safetensors");
  }

  @Property(tries = 40, seed = "1")
  void everythingComesBackToTheBit(
      @ForAll @IntRange(max = 1000) int seed, @ForAll @IntRange(max = 30_000) int length)
      throws IOException {
    Random random = new Random(seed);
    float[] floats = RandomFace.floats(random, length, 1e6f);
    float[] halves = new float[length];
    byte[] bytes = new byte[length];
    int[] ints = random.ints(length).toArray();
    random.nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      halves[i] = HalfFloat.toFloat((short) (random.nextInt(0x7c00) | random.nextInt(2) << 15));
    }
    byte[] file =
        bytes(
            new SafetensorsBuilder()
                .metadata("ä \"key\"", "a\nvalue")
                .bytes("bytes", bytes, length)
                .halves("halves", halves, length, 1)
                .ints("ints", ints, 1, length, 1)
                .floats("floats", floats, length));
    Safetensors read = parse(file);
    assertEquals(Set.of("bytes", "halves", "ints", "floats"), read.names());
    assertEquals(Map.of("ä \"key\"", "a\nvalue"), read.metadata());
    assertArrayEquals(bytes, read.bytes("bytes"));
    assertArrayEquals(halves, read.floats("halves"));
    assertArrayEquals(ints, read.ints("ints"));
    assertArrayEquals(floats, read.floats("floats"));
    assertArrayEquals(new long[] {1, length, 1}, read.shape("ints"));
  }

  @Test
  void writesTheDocumentedBytes() throws IOException {
    byte[] file = bytes(new SafetensorsBuilder().ints("a", new int[] {1, -2}, 2));
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) buffer.getLong()];
    assertEquals(0, header.length % 8);
    buffer.get(header);
    assertEquals(
        "{\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        new String(header, StandardCharsets.UTF_8).stripTrailing());
    assertEquals(1, buffer.getInt());
    assertEquals(-2, buffer.getInt());
    assertFalse(buffer.hasRemaining());
  }

  @Test
  void filesStreamsAndBuffersAreTheSame(@TempDir Path folder) throws IOException {
    SafetensorsBuilder builder = new SafetensorsBuilder().floats("f", new float[] {1, 2}, 2);
    Path path = folder.resolve("f.safetensors");
    builder.write(path);
    byte[] file = Files.readAllBytes(path);
    assertArrayEquals(bytes(builder), file);
    assertArrayEquals(new float[] {1, 2}, Safetensors.open(path).floats("f"));
    assertArrayEquals(
        new float[] {1, 2}, Safetensors.read(new ByteArrayInputStream(file), "stream").floats("f"));
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count(), "no temporary file stays");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                                                                | header",
        "{\"a\":                                                           | header",
        "{} {}                                                             | header",
        "{\"a\":1}                                                         | a: dtype",
        "{\"a\":{\"dtype\":\"F7\",\"shape\":[2],\"data_offsets\":[0,8]}}   | a: dtype",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}                | a: shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":{},\"data_offsets\":[0,8]}}   | a: shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}} | a: shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | a: shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}  | a: shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}  | a: data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} | a: data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}} | a: data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}    | a: data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}  | data",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}  | a",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}} | a",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}} | a",
        "{\"__metadata__\":[]}                                             | __metadata__",
        "{\"__metadata__\":{\"k\":1}}                                      | __metadata__.k",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | header",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | b",
      })
  void refusesHostileHeaders(String header, String field) {
    assertRefused(file(header, 8), field);
  }

  @Test
  void refusesHostileLengths() {
    for (long length : new long[] {0, 1, 9, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
      ByteBuffer file = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertRefused(file.array(), "header length");
    }
    assertRefused(new byte[0], "header length");
    assertRefused(new byte[7], "header length");
    assertRefused(file("{\"a\":".repeat(5000), 8), "header");
  }

  @Test
  void refusesNumbersThatAreNotFinite() throws IOException {
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      byte[] file = bytes(new SafetensorsBuilder().floats("f", new float[] {0, value}, 2));
      String message =
          assertThrows(PalpebraException.class, () -> parse(file).floats("f")).getMessage();
      assertTrue(message.startsWith("x.safetensors: f: number 1"), message);
    }
  }

  @Test
  void refusesOtherTypesAndMissingTensors() throws IOException {
    Safetensors read = parse(bytes(new SafetensorsBuilder().ints("i", new int[] {1}, 1)));
    assertTrue(
        assertThrows(PalpebraException.class, () -> read.floats("i")).getMessage().contains("F16"));
    assertTrue(
        assertThrows(PalpebraException.class, () -> read.ints("j")).getMessage().contains("j: is"));
  }

  @Test
  void namesTheFileThatIsNotThere(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("none.safetensors");
    String message =
        assertThrows(PalpebraException.class, () -> Safetensors.open(path)).getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    Path nowhere = Files.createFile(folder.resolve("file")).resolve("x");
    message =
        assertThrows(PalpebraException.class, () -> new SafetensorsBuilder().write(nowhere))
            .getMessage();
    assertTrue(message.startsWith(nowhere.toString()), message);
  }

  @Test
  void builderRefusesWrongShapesNamesAndHalves() {
    SafetensorsBuilder builder = new SafetensorsBuilder().ints("i", new int[2], 2);
    assertThrows(IllegalArgumentException.class, () -> builder.ints("j", new int[2], 3));
    assertThrows(IllegalArgumentException.class, () -> builder.ints("i", new int[2], 2));
    assertThrows(
        IllegalArgumentException.class, () -> builder.halves("h", new float[] {70_000}, 1));
  }

  private static void assertRefused(byte[] file, String field) {
    String message = assertThrows(PalpebraException.class, () -> parse(file)).getMessage();
    assertTrue(message.startsWith("x.safetensors: " + field), message);
    assertEquals(1, message.lines().count(), message);
  }
}
