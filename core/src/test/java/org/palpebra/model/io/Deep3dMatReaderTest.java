package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.HostileFiles;
import org.palpebra.testing.SharedData;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Matrix;

class Deep3dMatReaderTest {
  private static final Deep3dMatReader READER = new Deep3dMatReader();

  /** Four vertices, two triangles; {rows, columns, numbers column after column}. */
  private static Map<String, double[]> fields() {
    Map<String, double[]> fields = new TreeMap<>();
    fields.put("meanshape", row(1, 2, 3, 3, 2, 1, 0, 0, 0, 0, 0, 0));
    fields.put("meantex", row(0, 51, 255, 0, 51, 255, 0, 51, 255, 0, 51, 255));
    fields.put("idBase", matrix(12, 2, 0.01));
    fields.put("exBase", matrix(12, 1, 0.02));
    fields.put("texBase", matrix(12, 3, 25.5));
    fields.put("tri", new double[] {2, 3, 1, 2, 2, 3, 3, 4});
    double[] keypoints = new double[70];
    Arrays.fill(keypoints, 1);
    keypoints[0] = 1;
    keypoints[1] = 68;
    keypoints[2 + 37] = 2;
    keypoints[2 + 44] = 4;
    fields.put("keypoints", keypoints);
    fields.put("skinmask", row(1, 0, 1, 0));
    return fields;
  }

  private static double[] row(double... numbers) {
    double[] all = new double[numbers.length + 2];
    all[0] = 1;
    all[1] = numbers.length;
    System.arraycopy(numbers, 0, all, 2, numbers.length);
    return all;
  }

  private static double[] matrix(int rows, int columns, double scale) {
    double[] all = new double[2 + rows * columns];
    all[0] = rows;
    all[1] = columns;
    for (int i = 0; i < rows * columns; i++) {
      all[i + 2] = scale * i;
    }
    return all;
  }

  private static Path write(Path folder, Map<String, double[]> fields) throws IOException {
    Path path = folder.resolve("model.mat");
    try (Mat5File file = Mat5.newMatFile()) {
      fields.forEach(
          (name, numbers) -> {
            Matrix matrix = Mat5.newMatrix((int) numbers[0], (int) numbers[1]);
            for (int i = 2; i < numbers.length; i++) {
              matrix.setDouble(i - 2, numbers[i]);
            }
            file.addArray(name, matrix);
          });
      Mat5.writeToFile(file, path.toFile());
    }
    return path;
  }

  @Test
  void convertsUnitsIndicesAndOrigin(@TempDir Path folder) throws IOException {
    MorphableModel model = READER.read(write(folder, fields()));
    assertArrayEquals(
        new float[] {0, 100, 200, 200, 100, 0, -100, -100, -100, -100, -100, -100},
        model.meanShape(),
        1e-4f);
    assertEquals(0.2f, model.meanAlbedo()[1], 1e-6);
    assertEquals(13, model.identity().data()[13], 1e-5);
    assertEquals(0.5, model.albedo().data()[5], 1e-6);
    assertEquals(2, model.identity().columns());
    assertArrayEquals(new int[] {0, 1, 2, 1, 2, 3}, model.topology().triangles());
    assertArrayEquals(new byte[] {1, 0, 1, 0}, model.topology().regions());
    assertArrayEquals(new int[] {0, 1}, model.rightLid().upper());
    assertArrayEquals(new int[] {0, 3}, model.leftLid().upper());
  }

  @Test
  void namesTheBadField(@TempDir Path folder) throws IOException {
    Map<String, double[]> bad =
        Map.of(
            "meanshape", row(1, 2),
            "meantex", row(1, 2, 3),
            "idBase", matrix(11, 1, 1),
            "texBase", matrix(12, 1, Double.NaN),
            "tri", new double[] {1, 3, 1, 2, 5},
            "keypoints", row(1, 2, 3),
            "skinmask", row(1));
    for (Map.Entry<String, double[]> entry : bad.entrySet()) {
      Map<String, double[]> fields = fields();
      fields.put(entry.getKey(), entry.getValue());
      assertRefused(entry.getKey(), write(folder, fields));
      fields.remove(entry.getKey());
      assertRefused(entry.getKey(), write(folder, fields));
    }
    Map<String, double[]> fraction = fields();
    fraction.get("tri")[3] = 1.5;
    assertRefused("tri", write(folder, fraction));
  }

  @Test
  void namesTheFileThatCannotBeRead(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("model.mat");
    assertRefused("cannot be read", path);
    for (byte[] content : new byte[][] {{}, new byte[128], new byte[5000]}) {
      Files.write(path, content);
      String message = assertThrows(PalpebraException.class, () -> READER.read(path)).getMessage();
      assertTrue(message.startsWith(path.toString()), message);
    }
  }

  /** The type in which a file stores numbers may be narrower than the field's class. */
  @Test
  void readsRealIndexFiles() {
    Path folder = SharedData.require("models/deep3d-bfm-info");
    MatFields model = MatFields.open(folder.resolve("facemodel_info.mat"), Set.of("keypoints"));
    int[] keypoints = model.indices("keypoints", 35709, 68);
    assertEquals(16644, keypoints[0]); // SciPy
    assertEquals(7629, keypoints[67]);
    MatFields trim = MatFields.open(folder.resolve("BFM_exp_idx.mat"), Set.of("trimIndex"));
    int[] index = trim.indices("trimIndex", 53490, 53215);
    assertEquals(53489, index[53214]);
    assertEquals(1_428_249_143L, Arrays.stream(index).asLongStream().sum());
  }

  @Test
  void damagedFilesAreReadOrRefused(@TempDir Path folder) throws IOException {
    HostileFiles.assertReadOrRefused(write(folder, fields()), 300, 1, 64 << 20, READER::read);
  }

  private static void assertRefused(String part, Path path) {
    String message =
        assertThrows(PalpebraException.class, () -> READER.read(path), part).getMessage();
    assertTrue(message.startsWith(path.toString()) && message.contains(part), message);
    assertTrue(message.contains("; "), "no remedy: " + message);
    assertEquals(1, message.lines().count(), message);
  }
}
