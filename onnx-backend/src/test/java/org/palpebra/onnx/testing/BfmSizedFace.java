package org.palpebra.onnx.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;
import org.palpebra.testing.TinyFace;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;

/**
 * Made-up faces in the sizes of Deep3DFaceRecon's cut of the Basel model: {@value #VERTICES}
 * vertices, 80 identities, 64 expressions (the first two close the right and the left eye), 80
 * albedos, lids that are landmarks. No number in them is Basel's.
 */
public final class BfmSizedFace {
  public static final int VERTICES = 35_709;
  private static final int COLUMNS = 189;
  private static final float LEFT = -90;
  private static final float TOP = 75;
  private static final float STEP = 180f / (COLUMNS - 1);

  private BfmSizedFace() {}

  /** A curved sheet with texture coordinates. */
  public static MorphableModel sheet() {
    float[] mean = new float[3 * VERTICES];
    float[] uv = new float[2 * VERTICES];
    for (int v = 0; v < VERTICES; v++) {
      float x = LEFT + STEP * (v % COLUMNS);
      float y = TOP - STEP * (v / COLUMNS);
      mean[3 * v] = x;
      mean[3 * v + 1] = y;
      mean[3 * v + 2] = depth(x, y);
      uv[2 * v] = (v % COLUMNS + 0.5f) / COLUMNS;
      uv[2 * v + 1] = (v / COLUMNS + 0.5f) / COLUMNS;
    }
    int[] landmarks = new int[LandmarkScheme.COUNT];
    float[] tiny = TinyFace.model().meanShape();
    for (int i = 0; i < landmarks.length; i++) {
      int t = 3 * TinyFace.model().landmarks().vertices()[i];
      int column = Math.round((tiny[t] - LEFT) / STEP);
      landmarks[i] = Math.round((TOP - tiny[t + 1]) / STEP) * COLUMNS + column;
    }
    return model(mean, new Topology(VERTICES, squares(), uv, new byte[0], List.of()), landmarks);
  }

  private static float depth(float x, float y) {
    double nose = 25 * Math.exp(-(x * x + y * y) / (2 * 12.0 * 12.0));
    return (float) (20 - x * x / 140 - y * y / 300 + nose);
  }

  private static int[] squares() {
    List<Integer> triangles = new ArrayList<>();
    for (int v = 0; v + COLUMNS + 1 < VERTICES; v++) {
      if (v % COLUMNS < COLUMNS - 1) {
        triangles.addAll(List.of(v, v + COLUMNS, v + 1, v + 1, v + COLUMNS, v + COLUMNS + 1));
      }
    }
    return triangles.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The true triangles and landmark vertices; between the landmarks of the tiny face the vertices
   * lie where distances along the edges put them.
   *
   * @param info Deep3DFaceRecon's {@code facemodel_info.mat}
   */
  public static MorphableModel withTopologyOf(Path info) throws IOException {
    try (MatFile file = Mat5.readFromFile(info.toFile())) {
      Matrix tri = file.getMatrix("tri");
      Matrix keypoints = file.getMatrix("keypoints");
      int[] triangles = new int[3 * tri.getNumRows()];
      for (int i = 0; i < triangles.length; i++) {
        triangles[i] = tri.getInt(i / 3, i % 3) - 1;
      }
      int[] landmarks = new int[LandmarkScheme.COUNT];
      for (int i = 0; i < landmarks.length; i++) {
        landmarks[i] = keypoints.getInt(i) - 1;
      }
      return model(
          between(triangles, landmarks),
          new Topology(VERTICES, triangles, new float[0], new byte[0], List.of()),
          landmarks);
    }
  }

  private static float[] between(int[] triangles, int[] landmarks) {
    float[] sums = new float[3 * VERTICES];
    float[] weights = new float[VERTICES];
    float[] tiny = TinyFace.model().meanShape();
    int[][] neighbours = neighbours(triangles);
    for (int i = 0; i < landmarks.length; i++) {
      int t = 3 * TinyFace.model().landmarks().vertices()[i];
      int[] distances = distances(neighbours, landmarks[i]);
      for (int v = 0; v < VERTICES; v++) {
        float w = 1 / (1e-4f + (float) distances[v] * distances[v]);
        weights[v] += w;
        sums[3 * v] += w * tiny[t];
        sums[3 * v + 1] += w * tiny[t + 1];
        sums[3 * v + 2] += w * depth(tiny[t], tiny[t + 1]);
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= weights[i / 3];
    }
    return sums;
  }

  private static int[][] neighbours(int[] triangles) {
    int[] counts = new int[VERTICES];
    for (int v : triangles) {
      counts[v] += 2;
    }
    int[][] neighbours = new int[VERTICES][];
    Arrays.setAll(neighbours, v -> new int[counts[v]]);
    for (int t = 0; t < triangles.length; t++) {
      int v = triangles[t];
      int first = t - t % 3;
      neighbours[v][--counts[v]] = triangles[first + (t + 1) % 3];
      neighbours[v][--counts[v]] = triangles[first + (t + 2) % 3];
    }
    return neighbours;
  }

  private static int[] distances(int[][] neighbours, int start) {
    int[] distances = new int[VERTICES];
    Arrays.fill(distances, 1000);
    distances[start] = 0;
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      int v = queue.remove();
      for (int n : neighbours[v]) {
        if (distances[n] == 1000) {
          distances[n] = distances[v] + 1;
          queue.add(n);
        }
      }
    }
    return distances;
  }

  private static MorphableModel model(float[] mean, Topology topology, int[] landmarks) {
    float[] skin = new float[mean.length];
    for (int i = 0; i < skin.length; i++) {
      skin[i] = 0.7f - 0.15f * (i % 3);
    }
    float[] expressions = waves(mean, 64, 0.8f, 17);
    close(expressions, 0, mean, landmarks, 37, 41, 38, 40);
    close(expressions, 1, mean, landmarks, 43, 47, 44, 46);
    int[] l = landmarks;
    return new MorphableModel(
        "bfm-sized",
        topology,
        mean,
        basis("identity", waves(mean, 80, 2, 3)),
        basis("expression", expressions),
        skin,
        basis("albedo", waves(mean, 80, 0.02f, 29)),
        LandmarkScheme.fixed(landmarks),
        new Lid(new int[] {l[43], l[44]}, new int[] {l[47], l[46]}, -1, new float[0], 0),
        new Lid(new int[] {l[38], l[37]}, new int[] {l[40], l[41]}, -1, new float[0], 0),
        "made up",
        Map.of());
  }

  private static LinearBasis basis(String name, float[] data) {
    float[] deviations = new float[data.length / (3 * VERTICES)];
    Arrays.fill(deviations, 1);
    List<String> names = new ArrayList<>();
    for (int k = 0; k < deviations.length; k++) {
      names.add(name + k);
    }
    return new LinearBasis(3 * VERTICES, data, deviations, names);
  }

  /** Smooth displacements, the smaller the higher their number. */
  private static float[] waves(float[] mean, int columns, float amplitude, int seed) {
    float[] data = new float[columns * mean.length];
    for (int k = 0; k < columns; k++) {
      double fx = Math.cos(seed + k) * (1 + k) / 400;
      double fy = Math.sin(seed + k) * (1 + k) / 400;
      double a = amplitude / Math.sqrt(1 + k);
      double[] direction = {Math.cos(seed * k), Math.cos(seed * k + 2), Math.cos(seed * k + 4)};
      for (int v = 0; v < VERTICES; v++) {
        double wave = a * Math.sin(fx * mean[3 * v] + fy * mean[3 * v + 1] + k);
        for (int i = 0; i < 3; i++) {
          data[k * mean.length + 3 * v + i] = (float) (wave * direction[i]);
        }
      }
    }
    return data;
  }

  /** The upper lid of one eye goes down by up to what the two pairs are apart. */
  private static void close(float[] data, int column, float[] mean, int[] landmarks, int... pairs) {
    Arrays.fill(data, column * mean.length, (column + 1) * mean.length, 0);
    for (int p = 0; p < pairs.length; p += 2) {
      int upper = landmarks[pairs[p]];
      int lower = landmarks[pairs[p + 1]];
      for (int i = 0; i < 3; i++) {
        data[column * mean.length + 3 * upper + i] = mean[3 * lower + i] - mean[3 * upper + i];
      }
    }
  }
}
