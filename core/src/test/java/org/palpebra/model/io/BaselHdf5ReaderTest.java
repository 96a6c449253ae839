package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.HostileFiles;
import org.palpebra.testing.RandomFace;
import org.palpebra.testing.SharedData;

class BaselHdf5ReaderTest {
  private static final int VERTICES = 70;

  /** Datasets by path, in the layout of the Basel Face Models. */
  private static Map<String, Object> fields() {
    Random random = new Random(5);
    Map<String, Object> fields = new TreeMap<>();
    for (String group : new String[] {"shape", "expression", "color"}) {
      fields.put(group + "/model/mean", RandomFace.floats(random, 3 * VERTICES, 50));
      float[][] basis = new float[3 * VERTICES][];
      for (int r = 0; r < basis.length; r++) {
        basis[r] = RandomFace.floats(random, 2, 1);
      }
      fields.put(group + "/model/pcaBasis", basis);
      fields.put(group + "/model/pcaVariance", new float[] {9, 4});
      fields.put(group + "/version/majorVersion", new int[] {0});
      fields.put(group + "/version/minorVersion", new int[] {9});
    }
    fields.put("shape/representer/cells", new int[][] {{0, 1}, {1, 2}, {2, 3}});
    float[][] points = new float[3][];
    for (int k = 0; k < 3; k++) {
      points[k] = RandomFace.floats(random, VERTICES, 50);
    }
    fields.put("shape/representer/points", points);
    return fields;
  }

  private static Path write(Path folder, Map<String, Object> fields) {
    Path path = folder.resolve("model.h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      Map<String, WritableGroup> groups = new TreeMap<>();
      groups.put("", file);
      for (Map.Entry<String, Object> entry : fields.entrySet()) {
        String[] names = entry.getKey().split("/", -1);
        String parent = "";
        for (int i = 0; i < names.length - 1; i++) {
          WritableGroup above = groups.get(parent);
          String name = names[i];
          parent += "/" + name;
          groups.computeIfAbsent(parent, p -> above.putGroup(name));
        }
        groups.get(parent).putDataset(names[names.length - 1], entry.getValue());
      }
    }
    return path;
  }

  /** All 68, each at the vertex of its number from 0, save where others are asked for. */
  private static Path landmarks(Path folder, int... without) throws IOException {
    StringBuilder text = new StringBuilder("# a comment\n[landmark_mappings] # of a test\n");
    TreeSet<Integer> left = new TreeSet<>();
    for (int i : without) {
      left.add(i);
    }
    for (int i = 1; i <= 68; i++) {
      if (!left.contains(i)) {
        text.append("%2d = %d  # landmark\n".formatted(i, i - 1));
      }
    }
    text.append("[contour_landmarks]\nright = [ 1,\n 2 ]\n");
    return Files.writeString(folder.resolve("landmarks.txt"), text);
  }

  @Test
  void addsMeansTransposesBasesAndTakesRoots(@TempDir Path folder) throws IOException {
    Map<String, Object> fields = fields();
    MorphableModel model = new BaselHdf5Reader(landmarks(folder)).read(write(folder, fields));
    float[] shape = (float[]) fields.get("shape/model/mean");
    float[] expression = (float[]) fields.get("expression/model/mean");
    assertEquals(shape[100] + expression[100], model.meanShape()[100], 1e-5);
    assertArrayEquals((float[]) fields.get("color/model/mean"), model.meanAlbedo());
    float[][] basis = (float[][]) fields.get("expression/model/pcaBasis");
    assertEquals(basis[31][1], model.expression().data()[3 * VERTICES + 31]);
    assertArrayEquals(new float[] {3, 2}, model.identity().standardDeviations());
    assertArrayEquals(new int[] {0, 1, 2, 1, 2, 3}, model.topology().triangles());
    assertArrayEquals(new int[] {43, 44}, model.leftLid().upper());
    assertArrayEquals(new int[] {40, 41}, model.rightLid().lower());
  }

  @Test
  void scaledBasesOfStatismo08KeepTheirDeviation(@TempDir Path folder) throws IOException {
    Map<String, Object> fields = fields();
    fields.keySet().removeIf(path -> path.contains("version"));
    MorphableModel model = new BaselHdf5Reader(landmarks(folder)).read(write(folder, fields));
    assertArrayEquals(new float[] {1, 1}, model.identity().standardDeviations());
  }

  @Test
  void convertsMetresAndReadsShapesAlone(@TempDir Path folder) throws IOException {
    Map<String, Object> fields = new TreeMap<>();
    fields()
        .forEach(
            (path, value) -> {
              if (path.startsWith("shape/")) {
                fields.put(path.substring("shape/".length()), value);
              }
            });
    fields.put("representer/length-unit", new float[] {1});
    MorphableModel model = new BaselHdf5Reader(landmarks(folder)).read(write(folder, fields));
    float[] shape = (float[]) fields.get("model/mean");
    float[][] basis = (float[][]) fields.get("model/pcaBasis");
    assertEquals(1000 * shape[7], model.meanShape()[7], 1e-2);
    assertEquals(1000 * basis[7][0], model.identity().data()[7], 1e-2);
    assertEquals(0, model.expression().columns());
    assertEquals(0.7f, model.meanAlbedo()[0]);
    assertEquals("none", model.metadata().get("colours"));
  }

  @Test
  void namesWhatIsMissing(@TempDir Path folder) throws IOException {
    Path good = write(folder, fields());
    assertRefused(new BaselHdf5Reader(), good, "[1, 2, 3, ", "landmark file");
    assertRefused(new BaselHdf5Reader(landmarks(folder, 18, 38)), good, "[18, 38]");
    Path map = folder.resolve("map.txt");
    for (String line : new String[] {"69 = 1", "1 = 70", "one = 2", "1 = 2\n1 = 3", "1 = -1"}) {
      assertRefused(new BaselHdf5Reader(Files.writeString(map, line)), good, "line");
    }
    assertRefused(new BaselHdf5Reader(folder.resolve("none.txt")), good, "none.txt");
  }

  @Test
  void namesTheBadField(@TempDir Path folder) throws IOException {
    Map<String, Object> bad = new TreeMap<>();
    bad.put("shape/model/mean", new float[4]);
    bad.put("shape/model/pcaBasis", new float[3][2]);
    bad.put("shape/model/pcaVariance", new float[] {1, 0});
    bad.put("color/model/mean", new double[3 * VERTICES - 1]);
    bad.put("expression/model/pcaVariance", new float[] {1, Float.NaN});
    bad.put("shape/representer/cells", new int[][] {{0}, {1}, {VERTICES}});
    bad.put("shape/representer/points", new float[VERTICES][3]);
    BaselHdf5Reader reader = new BaselHdf5Reader(landmarks(folder));
    for (Map.Entry<String, Object> entry : bad.entrySet()) {
      Map<String, Object> fields = fields();
      fields.put(entry.getKey(), entry.getValue());
      assertRefused(reader, write(folder, fields), entry.getKey());
      fields.remove(entry.getKey());
      assertRefused(reader, write(folder, fields), entry.getKey());
    }
  }

  @Test
  void readsAFileOfScalismoFaces(@TempDir Path folder) throws IOException {
    Path file = SharedData.require("models/scalismo-momo/random-momo.h5");
    Path map = folder.resolve("map.txt");
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 68; i++) {
      text.append(i + " = " + i % 25 + "\n");
    }
    MorphableModel model = new BaselHdf5Reader(Files.writeString(map, text)).read(file);
    // what h5py reads
    assertEquals(25, model.vertexCount());
    assertEquals(32, model.topology().triangleCount());
    assertEquals(-0.500005, model.meanShape()[40], 1e-5);
    assertEquals(-0.162875, model.expression().data()[3 * 75 + 40], 1e-6);
    assertEquals(1.067154, model.expression().standardDeviations()[3], 1e-6);
    assertEquals(0.204597, model.meanAlbedo()[74], 1e-6);
    assertEquals(19, model.topology().triangles()[94]);
  }

  @Test
  void readsAFileOfStatismoWithItsLandmarks(@TempDir Path folder) throws IOException {
    Path file = SharedData.require("models/scalismo-momo/random-l4.h5");
    Path map = landmarks(folder, 9, 31, 34, 37, 40, 43, 46, 49, 51, 52, 53, 55, 58, 63, 67);
    MorphableModel model = new BaselHdf5Reader(map).read(file);
    assertEquals(1529, model.vertexCount());
    assertEquals(144, model.landmarks().vertices()[30]);
    assertEquals(241, model.landmarks().vertices()[45]);
    assertEquals(1415, model.landmarks().vertices()[8]);
    assertEquals(60.57537, model.meanShape()[3000], 1e-4);
    assertRefused(new BaselHdf5Reader(), file, "18");
  }

  @Test
  void readsWhatH5pyDeflates(@TempDir Path folder) throws IOException {
    MorphableModel model = new BaselHdf5Reader(landmarks(folder, 31)).read(deflated(folder));
    // what basel-like.py prints
    assertEquals(-69.125f, model.meanShape()[150]);
    assertEquals(-3.375f, model.expression().data()[2 * 3 * VERTICES + 150]);
    assertEquals(-14.625f, model.meanAlbedo()[209]);
    assertEquals(17, model.topology().triangles()[3 * 98 + 1]);
    assertArrayEquals(new float[] {3, 2, 1.5f}, model.identity().standardDeviations());
    assertEquals(33, model.landmarks().vertices()[30]);
  }

  @Test
  void damagedDeflatedFilesAreReadOrRefused(@TempDir Path folder) throws IOException {
    Path map = landmarks(folder);
    HostileFiles.assertReadOrRefused(
        deflated(folder), 200, 5, 64 << 20, path -> new BaselHdf5Reader(map).read(path));
  }

  private static Path deflated(Path folder) throws IOException {
    try (InputStream in = BaselHdf5ReaderTest.class.getResourceAsStream("basel-like.h5")) {
      return Files.write(folder.resolve("basel-like.h5"), in.readAllBytes());
    }
  }

  @Test
  void damagedFilesAreReadOrRefused(@TempDir Path folder) throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    write(model, fields());
    landmarks(model);
    HostileFiles.assertReadOrRefused(
        model,
        200,
        2,
        64 << 20,
        path -> new BaselHdf5Reader(path.resolve("landmarks.txt")).read(path.resolve("model.h5")));
  }

  @Test
  void damagedFilesOfStatismoAreReadOrRefused(@TempDir Path folder) throws IOException {
    Path file = SharedData.require("models/scalismo-momo/random-momo.h5");
    Path map = folder.resolve("map.txt");
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 68; i++) {
      text.append(i + " = " + i % 25 + "\n");
    }
    Files.writeString(map, text);
    HostileFiles.assertReadOrRefused(
        file, 100, 3, 64 << 20, path -> new BaselHdf5Reader(map).read(path));
  }

  private static void assertRefused(BaselHdf5Reader reader, Path file, String... parts) {
    String message =
        assertThrows(PalpebraException.class, () -> reader.read(file), parts[0]).getMessage();
    assertTrue(message.startsWith(file.getParent().toString()) || message.contains("; "), message);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertTrue(message.contains("; "), "no remedy: " + message);
    assertEquals(1, message.lines().count(), message);
  }
}
