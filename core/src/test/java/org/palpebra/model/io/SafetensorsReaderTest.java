package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsWriter.Precision;
import org.palpebra.testing.HostileFiles;
import org.palpebra.testing.RandomFace;

class SafetensorsReaderTest {
  private static final SafetensorsReader READER = new SafetensorsReader();

  private static MorphableModel model(int seed) {
    return RandomFace.model(new Random(seed), 20 + seed % 30, seed % 5, 1 + seed % 4, seed % 3);
  }

  private static byte[] bytes(MorphableModel model, Precision precision) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SafetensorsWriter(precision).write(model, out);
    return out.toByteArray();
  }

  private static MorphableModel read(byte[] file) {
    return READER.read(ByteBuffer.wrap(file), "x.safetensors");
  }

  @Property(tries = 25, seed = "1")
  void modelsComeBackToTheBit(@ForAll @IntRange(max = 1000) int seed) throws IOException {
    MorphableModel model = model(seed);
    byte[] file = bytes(model, Precision.FLOAT32);
    MorphableModel read = read(file);
    assertSame(model, read);
    assertBasis(model.identity(), read.identity(), 0);
    assertBasis(model.expression(), read.expression(), 0);
    assertBasis(model.albedo(), read.albedo(), 0);
    assertArrayEquals(file, bytes(read, Precision.FLOAT32));
  }

  @Property(tries = 15, seed = "2")
  void halvesRoundBasesOnly(@ForAll @IntRange(max = 1000) int seed) throws IOException {
    MorphableModel model = model(seed);
    MorphableModel read = read(bytes(model, Precision.FLOAT16));
    assertSame(model, read);
    assertBasis(model.identity(), read.identity(), 0x1p-11);
    assertBasis(model.expression(), read.expression(), 0x1p-11);
    assertBasis(model.albedo(), read.albedo(), 0x1p-11);
  }

  @Test
  void filesAndStreamsAreTheSame(@TempDir Path folder) throws IOException {
    MorphableModel model = model(7);
    Path path = folder.resolve("model.safetensors");
    new SafetensorsWriter(Precision.FLOAT32).write(model, path);
    assertSame(model, READER.read(path));
    byte[] file = bytes(model, Precision.FLOAT32);
    assertSame(model, READER.read(new ByteArrayInputStream(file), "stream"));
  }

  private static void assertSame(MorphableModel expected, MorphableModel actual) {
    assertEquals(expected.name(), actual.name());
    assertEquals(expected.licence(), actual.licence());
    assertEquals(expected.metadata(), actual.metadata());
    assertArrayEquals(expected.meanShape(), actual.meanShape());
    assertArrayEquals(expected.meanAlbedo(), actual.meanAlbedo());
    assertArrayEquals(expected.topology().triangles(), actual.topology().triangles());
    assertArrayEquals(expected.topology().uv(), actual.topology().uv());
    assertArrayEquals(expected.topology().regions(), actual.topology().regions());
    assertEquals(expected.topology().regionNames(), actual.topology().regionNames());
    assertArrayEquals(expected.landmarks().vertices(), actual.landmarks().vertices());
    assertTrue(Arrays.deepEquals(expected.landmarks().contours(), actual.landmarks().contours()));
    assertLid(expected.leftLid(), actual.leftLid());
    assertLid(expected.rightLid(), actual.rightLid());
  }

  private static void assertLid(Lid expected, Lid actual) {
    assertArrayEquals(expected.upper(), actual.upper());
    assertArrayEquals(expected.lower(), actual.lower());
    assertEquals(expected.blinkExpression(), actual.blinkExpression());
    assertArrayEquals(expected.eyeballCenter(), actual.eyeballCenter());
    assertEquals(expected.eyeballRadius(), actual.eyeballRadius());
  }

  private static void assertBasis(LinearBasis expected, LinearBasis actual, double tolerance) {
    assertEquals(expected.names(), actual.names());
    assertArrayEquals(expected.standardDeviations(), actual.standardDeviations());
    assertEquals(expected.data().length, actual.data().length);
    for (int i = 0; i < expected.data().length; i++) {
      double value = expected.data()[i];
      assertEquals(value, actual.data()[i], tolerance * Math.max(Math.abs(value), 1e-3));
    }
  }

  /** A minimal model's fields, one of them replaced or (by null) left out. */
  private static byte[] minimal(Map<String, Object> tensors, Map<String, String> metadata)
      throws IOException {
    List<Object[]> fields = new ArrayList<>();
    fields.add(new Object[] {"mean_shape", new float[9], new int[] {3, 3}});
    fields.add(new Object[] {"mean_albedo", new float[9], new int[] {3, 3}});
    fields.add(new Object[] {"triangles", new int[] {0, 1, 2}, new int[] {1, 3}});
    fields.add(new Object[] {"landmarks", new int[68], new int[] {68}});
    for (String basis : List.of("identity", "expression", "albedo")) {
      fields.add(new Object[] {basis + ".basis", new float[9], new int[] {1, 3, 3}});
      fields.add(new Object[] {basis + ".deviations", new float[] {1}, new int[] {1}});
    }
    for (String lid : List.of("left_lid", "right_lid")) {
      fields.add(new Object[] {lid + ".upper", new int[] {0, 1}, new int[] {2}});
      fields.add(new Object[] {lid + ".lower", new int[] {1, 2}, new int[] {2}});
    }
    tensors.forEach(
        (name, value) -> {
          fields.removeIf(f -> f[0].equals(name));
          if (value instanceof float[] v) {
            fields.add(new Object[] {name, v, new int[] {v.length}});
          } else if (value instanceof int[] v) {
            fields.add(new Object[] {name, v, new int[] {v.length}});
          } else if (value instanceof Object[] shaped) {
            fields.add(new Object[] {name, shaped[0], shaped[1]});
          }
        });
    SafetensorsBuilder builder = new SafetensorsBuilder();
    builder.metadata("format", "palpebra-face-model").metadata("version", "1");
    builder.metadata("units", "mm").metadata("name", "minimal").metadata("licence", "CC0-1.0");
    for (String basis : List.of("identity", "expression", "albedo")) {
      builder.metadata(basis + ".names", "[\"" + basis + "\"]");
    }
    metadata.forEach(builder::metadata);
    for (Object[] f : fields) {
      if (f[1] instanceof float[] v) {
        builder.floats((String) f[0], v, (int[]) f[2]);
      } else if (f[1] instanceof int[] v) {
        builder.ints((String) f[0], v, (int[]) f[2]);
      } else {
        byte[] v = (byte[]) f[1];
        builder.bytes((String) f[0], v, (int[]) f[2]);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    builder.write(out);
    return out.toByteArray();
  }

  @Test
  void optionalFieldsMayBeLeftOut() throws IOException {
    MorphableModel model = read(minimal(Map.of(), Map.of("unknown", "is ignored")));
    assertEquals(0, model.topology().uv().length);
    assertEquals(0, model.topology().regions().length);
    assertEquals(-1, model.leftLid().blinkExpression());
    assertEquals(0, model.leftLid().eyeballCenter().length);
    assertEquals(1, model.landmarks().contours()[16].length);
    assertEquals(
        0,
        read(minimal(Map.of(), Map.of("left_lid.blink", "expression")))
            .leftLid()
            .blinkExpression());
  }

  @Test
  void namesTheBadTensor() throws IOException {
    float[] nan = new float[9];
    nan[4] = Float.NaN;
    Map<String, Object> bad =
        Map.ofEntries(
            Map.entry("mean_shape", new float[9]),
            Map.entry("mean_albedo", new Object[] {nan, new int[] {3, 3}}),
            Map.entry("triangles", new Object[] {new int[] {0, 1, 3}, new int[] {1, 3}}),
            Map.entry("landmarks", new int[67]),
            Map.entry("identity.basis", new Object[] {new float[18], new int[] {1, 3, 6}}),
            Map.entry("expression.deviations", new float[] {0}),
            Map.entry("albedo.deviations", new float[] {1, 1}),
            Map.entry("left_lid.upper", new int[0]),
            Map.entry("left_lid.lower", new int[] {0}),
            Map.entry("right_lid.lower", new int[] {0, -1}),
            Map.entry("right_lid.eyeball", new float[3]),
            Map.entry("uv", new Object[] {new float[] {0, 0, 0, 0, 0, 2}, new int[] {3, 2}}));
    for (Map.Entry<String, Object> entry : bad.entrySet()) {
      assertRefused(entry.getKey(), minimal(Map.of(entry.getKey(), entry.getValue()), Map.of()));
      boolean optional = List.of("uv", "right_lid.eyeball").contains(entry.getKey());
      if (!optional) {
        assertRefused(entry.getKey(), minimal(Map.of(entry.getKey(), "left out"), Map.of()));
      }
    }
  }

  @Test
  void namesTheBadMetadata() throws IOException {
    Map<String, String> bad =
        Map.of(
            "format", "other\nfile",
            "version", "2",
            "units", "m",
            "identity.names", "[\"a\", \"b\"]",
            "expression.names", "expression",
            "albedo.names", "[null]",
            "left_lid.blink", "wink");
    for (Map.Entry<String, String> entry : bad.entrySet()) {
      assertRefused(entry.getKey(), minimal(Map.of(), Map.of(entry.getKey(), entry.getValue())));
    }
    assertRefused("identity.names", minimal(Map.of(), Map.of("identity.names", "[\"a\", \"a\"]")));
  }

  @Test
  void namesBadRegionsAndContours() throws IOException {
    Object[] regions = {new byte[] {0, 1, 2}, new int[] {3}};
    assertRefused(
        "regions", minimal(Map.of("regions", regions), Map.of("regions.names", "[\"skin\"]")));
    assertRefused("regions.names", minimal(Map.of("regions", regions), Map.of()));
    int[] starts = new int[18];
    assertRefused(
        "contours.starts",
        minimal(Map.of("contours.vertices", new int[17], "contours.starts", starts), Map.of()));
    for (int i = 0; i < 18; i++) {
      starts[i] = i;
    }
    read(minimal(Map.of("contours.vertices", new int[17], "contours.starts", starts), Map.of()));
    int[] other = new int[17];
    other[3] = 1;
    assertRefused(
        "contours.starts",
        minimal(Map.of("contours.vertices", other, "contours.starts", starts), Map.of()));
  }

  private static void assertRefused(String field, byte[] file) {
    String message = assertThrows(PalpebraException.class, () -> read(file), field).getMessage();
    assertTrue(message.startsWith("x.safetensors: "), message);
    assertTrue(message.contains(field + ":"), field + " is not named by: " + message);
    assertTrue(message.contains("; "), "no remedy: " + message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void damagedFilesAreReadOrRefused(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("model.safetensors");
    new SafetensorsWriter(Precision.FLOAT16).write(model(3), path);
    HostileFiles.assertReadOrRefused(path, 300, 3, 64 << 20, READER::read);
  }
}
