package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.HostileFiles;
import org.palpebra.testing.SharedData;

/**
 * Against eos' files where they are, and against small ones that the test writes in eos' layout
 * with its file and field names. Figures of eos' files were taken with Python's {@code struct} and
 * NumPy.
 */
class SurreyReaderTest {
  /** Enough for the vertices 410 and 823 that stand for the mouth's inner corners. */
  private static final int VERTICES = 826;

  private static final SurreyReader READER = new SurreyReader();

  @TempDir private Path folder;

  @Test
  void readsTheModelOfEos() {
    MorphableModel model = READER.read(SharedData.require("models/eos-sfm"));
    assertEquals(3448, model.vertexCount());
    assertEquals(6736, model.topology().triangleCount());
    assertEquals(63, model.identity().columns());
    assertEquals(
        List.of("anger", "disgust", "fear", "happiness", "sadness", "surprise"),
        model.expression().names());
    assertEquals(0, model.albedo().columns());
    assertArrayEquals(
        new float[] {-54.126328f, -49.502426f, -71.2307f}, Arrays.copyOf(model.meanShape(), 3));
    // The orthonormal columns are scaled by the square roots of the eigenvalues.
    assertEquals(237.70227, norm(model, 0), 1e-3);
    assertEquals(71.9138, norm(model, 4), 1e-3);
    assertEquals(0.18880811f, model.topology().uv()[0], 1e-7);
    assertEquals(0.82002908f, model.topology().uv()[1], 1e-7);
    assertEquals(29.07783, largest(model.expression().data(), 5, 3 * 3448), 1e-5);
  }

  @Test
  void landmarksLieWhereTheyShould() {
    MorphableModel model = READER.read(SharedData.require("models/eos-sfm/sfm_shape_3448.bin"));
    int[] v = model.landmarks().vertices();
    assertEquals(33, v[8]);
    assertEquals(114, v[30]);
    assertEquals(177, v[36]);
    assertEquals(404, v[67]);
    for (int i = 0; i < 16; i++) {
      assertTrue(at(model, v[i], 0) < at(model, v[i + 1], 0), "jaw point " + i);
    }
    for (int i = 0; i < 8; i++) {
      // The two sides mirror each other to within the mesh's spacing.
      assertEquals(at(model, v[i], 0), -at(model, v[16 - i], 0), 6, "x of jaw point " + i);
      assertEquals(at(model, v[i], 1), at(model, v[16 - i], 1), 6, "y of jaw point " + i);
      assertTrue(at(model, v[i], 1) > at(model, v[i + 1], 1) - 2, "jaw point " + i);
      assertTrue(model.landmarks().contours()[i].length > 5, "slice " + i);
    }
    assertTrue(at(model, v[36], 1) - at(model, v[0], 1) < 12);
    // Inner corners of the mouth: just inside the outer ones.
    assertEquals(3, at(model, v[60], 0) - at(model, v[48], 0), 1.5);
    assertEquals(3, at(model, v[54], 0) - at(model, v[64], 0), 1.5);
    for (int i = 0; i < 2; i++) {
      assertTrue(
          at(model, model.leftLid().upper()[i], 1) > at(model, model.leftLid().lower()[i], 1) + 4);
    }
    assertTrue(at(model, model.leftLid().upper()[0], 0) > 0);
  }

  @Test
  void trianglesFaceOutwards() {
    MorphableModel model = READER.read(SharedData.require("models/eos-sfm"));
    double z = 0;
    int[] t = model.topology().triangles();
    for (int i = 0; i < t.length; i += 3) {
      double ax = at(model, t[i + 1], 0) - at(model, t[i], 0);
      double ay = at(model, t[i + 1], 1) - at(model, t[i], 1);
      double bx = at(model, t[i + 2], 0) - at(model, t[i], 0);
      double by = at(model, t[i + 2], 1) - at(model, t[i], 1);
      z += ax * by - ay * bx;
    }
    assertEquals(46_186.76, z, 5);
  }

  @Test
  void readsColourWhereThereIsSome() {
    write(folder, 2, 3);
    MorphableModel model = READER.read(folder);
    assertEquals(2, model.identity().columns());
    assertEquals(3, model.albedo().columns());
    // mean 0.5 + 2 · √4 · 0.25
    float[] values = new float[model.layout(9).size()];
    values[model.layout(9).albedoOffset() + 1] = 2;
    float[] albedo = model.albedo(new Coefficients(model.layout(9), values), null);
    assertEquals(1.5f, albedo[0], 1e-6);
  }

  @Test
  void modelsWithoutColourHaveOneAndStillShade() {
    write(folder, 2, 0);
    MorphableModel model = READER.read(folder.resolve("sfm_shape_826.bin"));
    assertEquals(0, model.albedo().columns());
    float[] albedo =
        model.albedo(new Coefficients(model.layout(9), new float[model.layout(9).size()]), null);
    assertEquals(3 * VERTICES, albedo.length);
    assertTrue(albedo[0] > albedo[1] && albedo[1] > albedo[2]);
  }

  @Test
  void tellsWhatIsMissing() throws IOException {
    write(folder, 2, 0);
    Files.delete(folder.resolve("ibug_to_sfm.txt"));
    String message = assertThrows(PalpebraException.class, () -> READER.read(folder)).getMessage();
    assertTrue(message.contains("ibug_to_sfm.txt") && message.contains("; put "), message);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertTrue(
        assertThrows(PalpebraException.class, () -> READER.read(empty))
            .getMessage()
            .contains("sfm_shape_N.bin"));
  }

  @Test
  void refusesLaterVersions() throws IOException {
    write(folder, 2, 0);
    Path shape = folder.resolve("sfm_shape_826.bin");
    byte[] bytes = Files.readAllBytes(shape);
    bytes[0] = 4;
    Files.write(shape, bytes);
    assertTrue(
        assertThrows(PalpebraException.class, () -> READER.read(folder))
            .getMessage()
            .contains("version: is 4, not 1; "));
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Path good = Files.createDirectory(folder.resolve("sfm"));
    write(good, 2, 1);
    HostileFiles.assertReadOrRefused(good, 300, 5, 16 << 20, READER::read);
  }

  private static double norm(MorphableModel model, int column) {
    double sum = 0;
    int rows = model.identity().rows();
    for (int r = 0; r < rows; r++) {
      double value = model.identity().data()[column * rows + r];
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double largest(float[] data, int column, int rows) {
    double largest = 0;
    for (int r = 0; r < rows; r++) {
      largest = Math.max(largest, Math.abs(data[column * rows + r]));
    }
    return largest;
  }

  private static double at(MorphableModel model, int vertex, int axis) {
    return model.meanShape()[3 * vertex + axis];
  }

  private static void write(Path folder, int identities, int albedos) {
    Random random = new Random(11);
    Out shape = new Out();
    shape.buffer.putInt(1);
    shape.matrix(3 * VERTICES, 1, i -> 80 * (random.nextFloat() - 0.5f));
    shape.matrix(3 * VERTICES, identities, i -> 0.01f * random.nextFloat());
    shape.matrix(identities, 1, i -> 9 - i);
    shape.triangles(VERTICES - 2);
    int rows = albedos > 0 ? 3 * VERTICES : 0;
    shape.matrix(rows, 1, i -> 0.5f);
    shape.matrix(rows, albedos, i -> 0.25f);
    shape.matrix(albedos, 1, i -> 4);
    shape.triangles(0);
    shape.buffer.putLong(VERTICES);
    for (int i = 0; i < 2 * VERTICES; i++) {
      shape.buffer.putDouble(random.nextDouble());
    }
    Out expressions = new Out();
    expressions.buffer.putLong(2);
    for (String name : List.of("anger", "surprise")) {
      expressions.buffer.putLong(name.length());
      name.chars().forEach(c -> expressions.buffer.put((byte) c));
      expressions.matrix(3 * VERTICES, 1, i -> random.nextFloat());
    }
    try {
      Files.write(folder.resolve("sfm_shape_826.bin"), shape.bytes());
      Files.write(folder.resolve("expression_blendshapes_826.bin"), expressions.bytes());
      Files.writeString(folder.resolve("ibug_to_sfm.txt"), map());
      Files.writeString(
          folder.resolve("sfm_model_contours.json"),
          "{\"model_contour\": {\"right_contour\": [1, 2, 3], \"left_contour\": [4, 5, 6]}}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String map() {
    return IntStream.rangeClosed(9, 68)
        .filter(i -> i == 9 || i > 17 && i != 61 && i != 65)
        .mapToObj(i -> i + " = " + 7 * i + "  # a point")
        .collect(
            Collectors.joining(
                "\n",
                "# a map\n[landmark_mappings]\n",
                "\n\n[contour_landmarks]\nright = [ 1 ]\n"));
  }

  private static final class Out {
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

    interface Element {
      float at(int index);
    }

    void matrix(int rows, int columns, Element element) {
      buffer.putInt(rows).putInt(columns);
      for (int i = 0; i < rows * columns; i++) {
        buffer.putFloat(element.at(i));
      }
    }

    void triangles(int count) {
      buffer.putLong(count);
      for (int i = 0; i < count; i++) {
        buffer.putInt(i).putInt(i + 1).putInt(i + 2);
      }
    }

    byte[] bytes() {
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }
}
