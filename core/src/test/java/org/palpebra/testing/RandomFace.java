package org.palpebra.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/** Models of random numbers, for tests that care about arithmetic and storage, not about faces. */
public final class RandomFace {
  private RandomFace() {}

  /** A model with every optional part. */
  public static MorphableModel model(
      Random random, int vertexCount, int identity, int expression, int albedo) {
    int rows = 3 * vertexCount;
    LinearBasis expressions = basis(random, "expression ", rows, expression);
    return new MorphableModel(
        "random “1”",
        topology(random, vertexCount),
        floats(random, rows, 100),
        basis(random, "identity ", rows, identity),
        expressions,
        floats(random, rows, 1),
        basis(random, "albedo ", rows, albedo),
        landmarks(random, vertexCount),
        new Lid(
            vertices(random, vertexCount, 5),
            vertices(random, vertexCount, 5),
            expression - 1,
            floats(random, 3, 30),
            12),
        new Lid(
            vertices(random, vertexCount, 4),
            vertices(random, vertexCount, 4),
            -1,
            new float[0],
            0),
        "CC0-1.0",
        Map.of("source", "a test\nof two lines", "zwölf", "12"));
  }

  /** Numbers between −scale and scale. */
  public static float[] floats(Random random, int length, float scale) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = scale * (2 * random.nextFloat() - 1);
    }
    return values;
  }

  private static Topology topology(Random random, int vertexCount) {
    float[] uv = new float[2 * vertexCount];
    for (int i = 0; i < uv.length; i++) {
      uv[i] = random.nextFloat();
    }
    byte[] regions = new byte[vertexCount];
    for (int v = 0; v < vertexCount; v++) {
      regions[v] = (byte) random.nextInt(3);
    }
    return new Topology(
        vertexCount,
        vertices(random, vertexCount, 3 * (vertexCount + 1)),
        uv,
        regions,
        List.of("skin", "leftEyeball", "rightEyeball"));
  }

  private static LinearBasis basis(Random random, String name, int rows, int columns) {
    float[] deviations = new float[columns];
    List<String> names = new ArrayList<>();
    for (int k = 0; k < columns; k++) {
      deviations[k] = 0.1f + random.nextFloat();
      names.add(name + k);
    }
    return new LinearBasis(rows, floats(random, rows * columns, 5), deviations, names);
  }

  private static LandmarkScheme landmarks(Random random, int vertexCount) {
    int[] vertices = vertices(random, vertexCount, LandmarkScheme.COUNT);
    int[][] contours = new int[LandmarkScheme.CONTOUR][];
    for (int i = 0; i < contours.length; i++) {
      contours[i] = vertices(random, vertexCount, 1 + i % 4);
      contours[i][0] = vertices[i];
    }
    return new LandmarkScheme(vertices, contours);
  }

  private static int[] vertices(Random random, int vertexCount, int length) {
    return random.ints(length, 0, vertexCount).toArray();
  }
}
