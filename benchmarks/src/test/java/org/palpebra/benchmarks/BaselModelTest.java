package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.Deep3dMatReader;
import org.palpebra.testing.SharedData;

class BaselModelTest {
  private static MorphableModel model;
  private static float[] shape;
  private static int[] triangles;

  @BeforeAll
  static void build() {
    SharedData.require("models/deep3d-bfm-info/facemodel_info.mat");
    model = BenchmarkModels.of(BenchmarkModels.BASEL);
    shape = model.meanShape();
    triangles = model.topology().triangles();
  }

  @Test
  void hasTheRealSize() {
    assertEquals(35_709, model.vertexCount());
    assertEquals(70_789, model.topology().triangleCount());
    assertEquals(
        "80 64 80",
        "%d %d %d"
            .formatted(
                model.identity().columns(),
                model.expression().columns(),
                model.albedo().columns()));
  }

  @Test
  void landmarksLieWhereTheMeanFaceHasThem() {
    float[] expected =
        Deep3dMatReader.readStandardLandmarks(
            SharedData.require("models/deep3d-bfm-info/similarity_Lm3D_all.mat"));
    int[] vertices = model.landmarks().vertices();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], shape[3 * vertices[i / 3] + i % 3], 1e-3, "landmark " + i / 3);
    }
  }

  @Test
  void trianglesFaceTheCameraAndAreAboutEven() {
    int backs = 0;
    for (int t = 0; t < triangles.length; t += 3) {
      int a = 3 * triangles[t];
      int b = 3 * triangles[t + 1];
      int c = 3 * triangles[t + 2];
      double z =
          (double) (shape[b] - shape[a]) * (shape[c + 1] - shape[a + 1])
              - (double) (shape[b + 1] - shape[a + 1]) * (shape[c] - shape[a]);
      backs += z < 0 ? 1 : 0;
    }
    double share = (double) backs / model.topology().triangleCount();
    assertTrue(share < 0.01, "triangles that face away: " + share);
    double[] edges = edges(shape, 3);
    String quartiles = quartiles(edges) + " mm, " + quartiles(pixelEdges()) + " px";
    assertTrue(edges[edges.length / 4] > 0.8, quartiles);
    assertTrue(edges[3 * edges.length / 4] < 1.5, quartiles);
  }

  @Test
  void basesAreSmooth() {
    LinearBasis identity = model.identity();
    double size = 0;
    double step = 0;
    for (int row = 0; row < identity.rows(); row++) {
      size += Math.abs(identity.data()[row]);
    }
    size /= identity.rows();
    for (int i = 0; i < triangles.length; i += 3) {
      step =
          Math.max(
              step,
              Math.abs(identity.data()[3 * triangles[i]] - identity.data()[3 * triangles[i + 1]]));
    }
    assertTrue(size > 0.1 && step < size, "mean " + size + " mm, longest step " + step + " mm");
  }

  @Test
  void missingFilesAreNamed(@TempDir Path empty) {
    PalpebraException e = assertThrows(PalpebraException.class, () -> BaselTopology.read(empty));
    assertTrue(
        e.getMessage().contains("facemodel_info.mat is not there")
            && e.getMessage().contains("-Dpalpebra.shared=DIR"),
        e.getMessage());
  }

  private double[] pixelEdges() {
    return edges(PerspectiveCamera.DEEP3D.project(shape, null), 2);
  }

  /** Lengths in increasing order, edges between two triangles twice. */
  private static double[] edges(float[] points, int dimensions) {
    double[] lengths = new double[triangles.length];
    for (int i = 0; i < triangles.length; i++) {
      int next = i % 3 == 2 ? i - 2 : i + 1;
      double sum = 0;
      for (int k = 0; k < dimensions; k++) {
        double d = points[dimensions * triangles[i] + k] - points[dimensions * triangles[next] + k];
        sum += d * d;
      }
      lengths[i] = Math.sqrt(sum);
    }
    Arrays.sort(lengths);
    return lengths;
  }

  private static String quartiles(double[] sorted) {
    return "%.2f, %.2f, %.2f"
        .formatted(
            sorted[sorted.length / 4], sorted[sorted.length / 2], sorted[3 * sorted.length / 4]);
  }
}
