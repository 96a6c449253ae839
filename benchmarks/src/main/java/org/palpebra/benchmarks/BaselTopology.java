package org.palpebra.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.palpebra.PalpebraException;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.io.Deep3dMatReader;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Matrix;

/**
 * The Basel Face Model's mesh as Deep3DFaceRecon cuts it, without its shapes.
 *
 * @param triangles vertex indices, three per triangle
 * @param keypoints vertices of the 68 landmarks
 * @param standardLandmarks where Deep3DFaceRecon has them on its mean face, xyz, millimetres
 */
record BaselTopology(int[] triangles, int[] keypoints, float[] standardLandmarks) {
  private static final String FOLDER = "models/deep3d-bfm-info";
  private static final String INDICES = "facemodel_info.mat";
  private static final String LANDMARKS = "similarity_Lm3D_all.mat";

  /** Reads the files of the reference data. */
  static BaselTopology read() {
    return read(shared().resolve(FOLDER));
  }

  /**
   * @param folder has Deep3DFaceRecon's index files
   */
  static BaselTopology read(Path folder) {
    Path indices = present(folder.resolve(INDICES));
    Path landmarks = present(folder.resolve(LANDMARKS));
    try (Mat5File file = Mat5.readFromFile(indices.toFile())) {
      return new BaselTopology(
          rowByRow(matrix(file, indices, "tri", 3)),
          rowByRow(matrix(file, indices, "keypoints", LandmarkScheme.COUNT)),
          Deep3dMatReader.readStandardLandmarks(landmarks));
    } catch (IOException e) {
      throw new PalpebraException(indices + ": no MATLAB 5 file; get it again", e);
    }
  }

  int vertexCount() {
    int most = 0;
    for (int v : triangles) {
      most = Math.max(most, v);
    }
    return most + 1;
  }

  private static Path shared() {
    String property = System.getProperty("palpebra.shared");
    if (property != null && !property.isBlank()) {
      return Path.of(property);
    }
    String variable = System.getenv("PALPEBRA_SHARED");
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable);
    }
    return Path.of(System.getProperty("palpebra.root", ".")).resolve("../shared").normalize();
  }

  private static Path present(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new PalpebraException(
          file
              + " is not there; point -Dpalpebra.shared=DIR at the reference data, or measure a"
              + " made-up mesh of the same size: model="
              + BenchmarkModels.BFM_SIZED
              + " (-p of JMH, --model of MeshReport)");
    }
    return file;
  }

  private static Matrix matrix(Mat5File file, Path source, String field, int columns) {
    Matrix matrix;
    try {
      matrix = file.getMatrix(field);
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new PalpebraException(
          "%s: %s: is missing or no matrix; get the complete file".formatted(source, field), e);
    }
    if (Objects.requireNonNull(matrix).getNumCols() != columns) {
      throw new PalpebraException(
          "%s: %s: has %d columns, expected %d; get the file again"
              .formatted(source, field, matrix.getNumCols(), columns));
    }
    return matrix;
  }

  /** MATLAB's indices from 1 become indices from 0. */
  private static int[] rowByRow(Matrix matrix) {
    int columns = matrix.getNumCols();
    int[] indices = new int[matrix.getNumRows() * columns];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = matrix.getInt(i / columns, i % columns) - 1;
    }
    return indices;
  }
}
