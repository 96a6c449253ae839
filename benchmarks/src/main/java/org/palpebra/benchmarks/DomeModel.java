package org.palpebra.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/** Made-up face models of any size: a dome as large as a face with smooth bases. */
final class DomeModel {
  private static final float WIDTH = 180;
  private static final float HEIGHT = 220;

  private DomeModel() {}

  /**
   * @param vertices about that many, at least 100: the next square
   */
  static MorphableModel of(int vertices, int identity, int expression, int albedo) {
    int side = (int) Math.ceil(Math.sqrt(vertices));
    float[] shape = shape(side);
    float[] skin = new float[shape.length];
    Arrays.fill(skin, 0.6f);
    SmoothBasis bases = new SmoothBasis(shape, 1);
    int[] landmarks =
        IntStream.range(0, LandmarkScheme.COUNT)
            .map(i -> i * (side * side / LandmarkScheme.COUNT))
            .toArray();
    Lid lid = new Lid(new int[] {0}, new int[] {1}, -1, new float[0], 0);
    return new MorphableModel(
        "dome",
        new Topology(side * side, triangles(side), new float[0], new byte[0], List.of()),
        shape,
        bases.basis("identity", identity, 1.2),
        bases.basis("expression", expression, 0.7),
        skin,
        bases.basis("albedo", albedo, 0.04),
        LandmarkScheme.fixed(landmarks),
        lid,
        lid,
        "Apache-2.0",
        Map.of());
  }

  /** Vertices row after row, from the subject's right to the left and from the top down. */
  static float[] shape(int side) {
    float[] shape = new float[3 * side * side];
    for (int v = 0; v < side * side; v++) {
      float x = WIDTH * (v % side) / (side - 1) - WIDTH / 2;
      float y = HEIGHT / 2 - HEIGHT * Math.floorDiv(v, side) / (side - 1);
      shape[3 * v] = x;
      shape[3 * v + 1] = y;
      shape[3 * v + 2] = 60 - 0.008f * x * x - 0.003f * y * y;
    }
    return shape;
  }

  static int[] triangles(int side) {
    int[] triangles = new int[6 * (side - 1) * (side - 1)];
    int t = 0;
    for (int row = 0; row + 1 < side; row++) {
      for (int column = 0; column + 1 < side; column++) {
        int v = row * side + column;
        for (int corner : new int[] {v, v + side, v + 1, v + 1, v + side, v + side + 1}) {
          triangles[t++] = corner;
        }
      }
    }
    return triangles;
  }
}
