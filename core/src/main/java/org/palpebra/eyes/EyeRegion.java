package org.palpebra.eyes;

import java.util.Locale;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * Which vertices lie around the eyes, and what expression columns do to the others. Eyeballs count
 * as neither.
 */
final class EyeRegion {
  /** Reach of the region beyond the lid margins, in eye widths. */
  private static final double REACH = 0.9;

  /** A sample of that many vertices is enough to weigh a column. */
  private static final int SAMPLES = 4000;

  private final LinearBasis expression;
  private final int[] outside;
  private final int[] lids;

  EyeRegion(MorphableModel model) {
    expression = model.expression();
    lids = concat(model.leftLid(), model.rightLid());
    outside = outside(model);
  }

  private static int[] concat(Lid a, Lid b) {
    return java.util.stream.Stream.of(a.upper(), a.lower(), b.upper(), b.lower())
        .flatMapToInt(java.util.Arrays::stream)
        .toArray();
  }

  private static int[] outside(MorphableModel model) {
    boolean[] near = new boolean[model.vertexCount()];
    mark(model, model.leftLid(), near);
    mark(model, model.rightLid(), near);
    int stride = Math.max(1, model.vertexCount() / SAMPLES);
    return java.util.stream.IntStream.range(0, model.vertexCount() / stride)
        .map(i -> i * stride)
        .filter(v -> !near[v])
        .toArray();
  }

  private static void mark(MorphableModel model, Lid lid, boolean[] near) {
    float[] shape = model.meanShape();
    double width = 0;
    for (int v : lid.upper()) {
      width = Math.max(width, distance(shape, v, lid.upper()[0]));
    }
    for (int v = 0; v < near.length; v++) {
      near[v] |= eyeball(model, v) || near(shape, lid, v, REACH * width);
    }
  }

  private static boolean near(float[] shape, Lid lid, int vertex, double reach) {
    for (int i = 0; i < lid.upper().length; i++) {
      if (distance(shape, vertex, lid.upper()[i]) <= reach
          || distance(shape, vertex, lid.lower()[i]) <= reach) {
        return true;
      }
    }
    return false;
  }

  static boolean eyeball(MorphableModel model, int vertex) {
    byte[] regions = model.topology().regions();
    return regions.length > 0
        && model
            .topology()
            .regionNames()
            .get(regions[vertex])
            .toLowerCase(Locale.ROOT)
            .contains("eyeball");
  }

  private static double distance(float[] shape, int a, int b) {
    double x = shape[3 * a] - shape[3 * b];
    double y = shape[3 * a + 1] - shape[3 * b + 1];
    double z = shape[3 * a + 2] - shape[3 * b + 2];
    return Math.sqrt(x * x + y * y + z * z);
  }

  /** Largest displacement of a vertex outside the region over the largest one of a lid vertex. */
  double spill(int column) {
    double lid = largest(column, lids);
    return lid > 0 ? largest(column, outside) / lid : Double.POSITIVE_INFINITY;
  }

  private double largest(int column, int[] vertices) {
    double largest = 0;
    for (int v : vertices) {
      largest = Math.max(largest, dot(column, column, v));
    }
    return Math.sqrt(largest);
  }

  /** Mean product of two columns' displacements outside the region, mm². */
  double product(int k, int j) {
    double sum = 0;
    for (int v : outside) {
      sum += dot(k, j, v);
    }
    return outside.length > 0 ? sum / outside.length : 0;
  }

  private double dot(int k, int j, int vertex) {
    float[] data = expression.data();
    int a = k * expression.rows() + 3 * vertex;
    int b = j * expression.rows() + 3 * vertex;
    return data[a] * data[b] + data[a + 1] * data[b + 1] + data[a + 2] * data[b + 2];
  }
}
