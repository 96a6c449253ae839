package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.HostileFiles;
import org.palpebra.testing.SharedData;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Matrix;

/**
 * The Basel Face Model is not to be had here: these files have its field names, the first test also
 * its numbers of vertices, with made-up numbers that tell where they stood.
 */
class Bfm2009ReaderTest {
  private static final Bfm2009Reader READER = new Bfm2009Reader();

  private interface Content {
    double at(int row, int column);
  }

  private static Matrix matrix(int rows, int columns, Content content) {
    Matrix matrix = Mat5.newMatrix(rows, columns);
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        matrix.setDouble(r, c, content.at(r, c));
      }
    }
    return matrix;
  }

  private static void writeModel(Path folder, int vertexCount, int columns) throws IOException {
    int rows = 3 * vertexCount;
    try (Mat5File file = Mat5.newMatFile()) {
      file.addArray("shapeMU", matrix(rows, 1, (r, c) -> r));
      file.addArray("shapePC", matrix(rows, columns, (r, c) -> 1e-3 * r + c));
      file.addArray("shapeEV", matrix(columns, 1, (r, c) -> 1000 * (r + 1)));
      file.addArray("texMU", matrix(rows, 1, (r, c) -> r % 256));
      file.addArray("texPC", matrix(rows, columns, (r, c) -> r % 7 + 10 * c));
      file.addArray("texEV", matrix(columns, 1, (r, c) -> 255 * (r + 1)));
      file.addArray("tl", matrix(2, 3, (r, c) -> 1));
      Mat5.writeToFile(file, folder.resolve("01_MorphableModel.mat").toFile());
    }
  }

  private static void writeExpressions(Path folder, int vertexCount, int columns)
      throws IOException {
    int rows = 3 * vertexCount;
    ByteBuffer bytes =
        ByteBuffer.allocate(4 + 4 * rows * (columns + 1)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(columns);
    for (int r = 0; r < rows; r++) {
      bytes.putFloat(-1);
    }
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        bytes.putFloat(1e-3f * r - c);
      }
    }
    Files.write(folder.resolve("Exp_Pca.bin"), bytes.array());
    StringBuilder deviations = new StringBuilder();
    for (int c = 0; c < columns; c++) {
      deviations.append(500 * (c + 1)).append(' ');
    }
    Files.writeString(folder.resolve("std_exp.txt"), deviations);
  }

  private static void writeSmall(Path folder) throws IOException {
    writeModel(folder, 9, 82);
    writeExpressions(folder, 7, 65);
    write(folder, "BFM_exp_idx.mat", "trimIndex", new double[][] {{9, 2, 3, 4, 5, 6, 7}});
    write(folder, "BFM_front_idx.mat", "idx", new double[][] {{1, 3, 4, 7}});
    try (Mat5File file = Mat5.newMatFile()) {
      file.addArray("tri", matrix(2, 3, (r, c) -> 1 + r + c));
      file.addArray("keypoints", matrix(1, 68, (r, c) -> 1 + c % 4));
      file.addArray("skinmask", matrix(1, 4, (r, c) -> c % 2));
      Mat5.writeToFile(file, folder.resolve("facemodel_info.mat").toFile());
    }
  }

  private static void write(Path folder, String name, String field, double[][] values)
      throws IOException {
    try (Mat5File file = Mat5.newMatFile()) {
      file.addArray(field, matrix(1, values[0].length, (r, c) -> values[r][c]));
      Mat5.writeToFile(file, folder.resolve(name).toFile());
    }
  }

  @Test
  void cutsTheFrontOutOfFilesOfTheRealSizes(@TempDir Path folder) throws IOException {
    Path info = SharedData.require("models/deep3d-bfm-info");
    for (String name :
        new String[] {"BFM_exp_idx.mat", "BFM_front_idx.mat", "facemodel_info.mat"}) {
      Files.copy(info.resolve(name), folder.resolve(name));
    }
    writeModel(folder, 53490, 3);
    writeExpressions(folder, 53215, 2);
    MorphableModel model = READER.read(folder);
    assertEquals(35709, model.vertexCount());
    assertEquals(70789, model.topology().triangleCount());
    assertEquals(3, model.identity().columns());
    assertEquals(2, model.expression().columns());
    // where SciPy finds vertex 20 000
    int trimmed = 25261;
    int whole = 25536;
    int row = 3 * 20_000 + 1;
    double centre = 67.432358;
    assertEquals(1e-3 * (3 * whole + 1) - centre, model.meanShape()[row], 2e-4);
    assertEquals(
        1e-3 * 3000 * (1e-3 * (3 * whole + 1) + 2),
        model.identity().data()[2 * 3 * 35709 + row],
        1e-3);
    assertEquals(
        1e-3 * 1000 * (1e-3 * (3 * trimmed + 1) - 1),
        model.expression().data()[3 * 35709 + row],
        1e-4);
    assertEquals((3 * whole + 1) % 256 / 255.0, model.meanAlbedo()[row], 1e-6);
    assertEquals(2 * ((3 * whole + 1) % 7 + 10), model.albedo().data()[3 * 35709 + row], 1e-5);
    assertEquals(8192, model.landmarks().vertices()[30]);
  }

  @Test
  void keepsTheFirstColumnsAndCentres(@TempDir Path folder) throws IOException {
    writeSmall(folder);
    MorphableModel model = READER.read(folder);
    assertEquals(80, model.identity().columns());
    assertEquals(64, model.expression().columns());
    assertEquals(80, model.albedo().columns());
    // vertices 8, 2, 3, 6 of the whole model; mean of 24, 6, 9, 18 is 14.25
    float[] x = new float[4];
    for (int v = 0; v < 4; v++) {
      x[v] = model.meanShape()[3 * v];
    }
    assertArrayEquals(new float[] {9.75e-3f, -8.25e-3f, -5.25e-3f, 3.75e-3f}, x, 1e-7f);
    assertEquals(79 + 6e-3, model.identity().data()[79 * 12 + 3] / 80, 1e-5);
    assertEquals(0.5 * 64 * (6e-3 - 63), model.expression().data()[63 * 12 + 3], 1e-2);
    assertArrayEquals(new int[] {0, 1, 2, 1, 2, 3}, model.topology().triangles());
    assertArrayEquals(new byte[] {0, 1, 0, 1}, model.topology().regions());
    assertTrue(model.licence().contains("Basel"));
  }

  @Test
  void namesWhatDoesNotFit(@TempDir Path folder) throws IOException {
    for (String name :
        new String[] {
          "01_MorphableModel.mat",
          "Exp_Pca.bin",
          "std_exp.txt",
          "BFM_exp_idx.mat",
          "BFM_front_idx.mat",
          "facemodel_info.mat"
        }) {
      writeSmall(folder);
      Files.delete(folder.resolve(name));
      assertRefused(folder, name);
    }
    writeSmall(folder);
    Files.writeString(folder.resolve("std_exp.txt"), "1 2 3");
    assertRefused(folder, "std_exp.txt");
    writeSmall(folder);
    writeExpressions(folder, 8, 65);
    assertRefused(folder, "Exp_Pca.bin");
    write(folder, "BFM_front_idx.mat", "idx", new double[][] {{1, 8}});
    assertRefused(folder, "idx");
  }

  @Test
  void damagedFilesAreReadOrRefused(@TempDir Path folder) throws IOException {
    Path good = Files.createDirectory(folder.resolve("bfm"));
    writeSmall(good);
    HostileFiles.assertReadOrRefused(good, 300, 4, 16 << 20, READER::read);
  }

  private static void assertRefused(Path folder, String part) {
    String message =
        assertThrows(PalpebraException.class, () -> READER.read(folder), part).getMessage();
    assertTrue(message.startsWith(folder.toString()) && message.contains(part), message);
    assertTrue(message.contains("; "), "no remedy: " + message);
    assertEquals(1, message.lines().count(), message);
  }
}
