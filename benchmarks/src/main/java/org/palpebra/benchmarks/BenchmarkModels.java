package org.palpebra.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;
import org.palpebra.model.io.SafetensorsReader;

/** The face models that are measured. */
final class BenchmarkModels {
  static final String EMBEDDED = "embedded";
  static final String BFM_SIZED = "bfmSized";

  private static final String RESOURCE = "/org/palpebra/onnx/embedded/face-model.safetensors";

  /** 189² = 35 721 vertices; the Basel Face Model as Deep3DFaceRecon cuts it has 35 709. */
  private static final int SIDE = 189;

  private BenchmarkModels() {}

  static MorphableModel of(String name) {
    return switch (name) {
      case EMBEDDED -> embedded();
      case BFM_SIZED -> bfmSized();
      default -> throw new IllegalArgumentException("no such model: " + name);
    };
  }

  private static MorphableModel embedded() {
    try (InputStream in = BenchmarkModels.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      return new SafetensorsReader().read(in, RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A dome of the Basel Face Model's size with random bases of its 80 + 64 + 80 columns. */
  private static MorphableModel bfmSized() {
    int vertices = SIDE * SIDE;
    float[] shape = new float[3 * vertices];
    for (int v = 0; v < vertices; v++) {
      float x = 180f * (v % SIDE) / (SIDE - 1) - 90;
      float y = 110 - 220f * Math.floorDiv(v, SIDE) / (SIDE - 1);
      shape[3 * v] = x;
      shape[3 * v + 1] = y;
      shape[3 * v + 2] = 60 - 0.008f * x * x - 0.003f * y * y;
    }
    float[] albedo = new float[3 * vertices];
    Arrays.fill(albedo, 0.6f);
    Random random = new Random(1);
    int[] landmarks = IntStream.range(0, LandmarkScheme.COUNT).map(i -> 500 * i).toArray();
    Lid lid = new Lid(new int[] {0}, new int[] {1}, -1, new float[0], 0);
    return new MorphableModel(
        BFM_SIZED,
        new Topology(vertices, grid(), new float[0], new byte[vertices], List.of("skin")),
        shape,
        basis(3 * vertices, 80, 0.3f, random),
        basis(3 * vertices, 64, 0.3f, random),
        albedo,
        basis(3 * vertices, 80, 0.01f, random),
        LandmarkScheme.fixed(landmarks),
        lid,
        lid,
        "Apache-2.0",
        Map.of());
  }

  private static int[] grid() {
    int[] triangles = new int[6 * (SIDE - 1) * (SIDE - 1)];
    int t = 0;
    for (int row = 0; row + 1 < SIDE; row++) {
      for (int column = 0; column + 1 < SIDE; column++) {
        int v = row * SIDE + column;
        for (int corner : new int[] {v, v + SIDE, v + 1, v + 1, v + SIDE, v + SIDE + 1}) {
          triangles[t++] = corner;
        }
      }
    }
    return triangles;
  }

  private static LinearBasis basis(int rows, int columns, float scale, Random random) {
    float[] data = new float[rows * columns];
    for (int i = 0; i < data.length; i++) {
      data[i] = scale * (random.nextFloat() - 0.5f);
    }
    float[] deviations = new float[columns];
    Arrays.fill(deviations, 1);
    return new LinearBasis(
        rows, data, deviations, IntStream.range(0, columns).mapToObj(k -> "k" + k).toList());
  }

  /** A turned, moved, coloured face: every coefficient is used. */
  static Coefficients coefficients(MorphableModel model, long seed) {
    Random random = new Random(seed);
    float[] values = new float[model.layout(27).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < model.layout(27).rotationOffset() ? random.nextFloat() : 0;
    }
    values[model.layout(27).rotationOffset() + 1] = 0.4f;
    for (int k = 0; k < 27; k++) {
      values[model.layout(27).lightingOffset() + k] = 0.1f * (random.nextFloat() - 0.5f);
    }
    return new Coefficients(model.layout(27), values);
  }
}
