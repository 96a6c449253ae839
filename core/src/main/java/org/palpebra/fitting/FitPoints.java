package org.palpebra.fitting;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * What a face model says about the points to be fitted, and nothing else: the vertices each point
 * may take, numbered anew, with their mean and bases in double precision.
 */
final class FitPoints {
  private static final int RIGHT_EYE = 36;
  private static final int LEFT_EYE = 45;

  /** Coefficients: identity, then expression. */
  final int columns;

  /** Mean position of each vertex, xyz. */
  final double[] mean;

  /** Column after column, for assembly. */
  final double[] byColumn;

  /** Coordinate after coordinate, for derivatives. */
  final double[] byRow;

  /** Own numbers of the vertices that each point may take. */
  final int[][] candidates;

  /** The model's number of each vertex. */
  final int[] vertices;

  /** Points that slide come first; how many. */
  final int sliding;

  private FitPoints(MorphableModel model, int[][] modelVertices, int sliding) {
    Map<Integer, Integer> places = new LinkedHashMap<>();
    for (int[] some : modelVertices) {
      for (int v : some) {
        places.putIfAbsent(v, places.size());
      }
    }
    this.sliding = sliding;
    vertices = places.keySet().stream().mapToInt(Integer::intValue).toArray();
    candidates =
        Arrays.stream(modelVertices)
            .map(some -> Arrays.stream(some).map(v -> Objects.requireNonNull(places.get(v))))
            .map(java.util.stream.IntStream::toArray)
            .toArray(int[][]::new);
    columns = model.identity().columns() + model.expression().columns();
    mean = new double[3 * vertices.length];
    byColumn = new double[mean.length * columns];
    byRow = new double[mean.length * columns];
    pick(model.meanShape(), 0, mean, 0);
    pick(model.identity(), 0);
    pick(model.expression(), model.identity().columns());
  }

  /** The 68 landmarks with their sliding jaw line. */
  static FitPoints landmarks(MorphableModel model) {
    LandmarkScheme scheme = model.landmarks();
    int[][] vertices = new int[LandmarkScheme.COUNT][];
    for (int i = 0; i < vertices.length; i++) {
      vertices[i] =
          i < LandmarkScheme.CONTOUR ? scheme.contours()[i] : new int[] {scheme.vertices()[i]};
    }
    return new FitPoints(model, vertices, LandmarkScheme.CONTOUR);
  }

  /** One vertex for each point. */
  static FitPoints fixed(MorphableModel model, int[] vertices) {
    return new FitPoints(
        model, Arrays.stream(vertices).mapToObj(v -> new int[] {v}).toArray(int[][]::new), 0);
  }

  private void pick(LinearBasis basis, int firstColumn) {
    int rows = mean.length;
    for (int k = 0; k < basis.columns(); k++) {
      int column = firstColumn + k;
      pick(basis.data(), k * basis.rows(), byColumn, column * rows);
      for (int r = 0; r < rows; r++) {
        byRow[r * columns + column] = byColumn[column * rows + r];
      }
    }
  }

  private void pick(float[] from, int fromOffset, double[] to, int toOffset) {
    for (int i = 0; i < vertices.length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        to[toOffset + 3 * i + axis] = from[fromOffset + 3 * vertices[i] + axis];
      }
    }
  }

  int count() {
    return candidates.length;
  }

  /** The vertex of each point that is taken before anything is known. */
  int[] first() {
    return Arrays.stream(candidates).mapToInt(c -> c[0]).toArray();
  }

  /** The unposed shape of coefficients. */
  void shape(double[] coefficients, double[] out) {
    System.arraycopy(mean, 0, out, 0, mean.length);
    for (int k = 0; k < columns; k++) {
      double weight = coefficients[k];
      if (weight != 0) {
        int offset = k * mean.length;
        for (int r = 0; r < mean.length; r++) {
          out[r] += weight * byColumn[offset + r];
        }
      }
    }
  }

  /**
   * Chooses vertices by the rule of {@link org.palpebra.model.Landmarks}.
   *
   * @param pixels projected vertices, xy, relative to the principal point or not
   * @param chosen receives a vertex for each point
   */
  void slide(double[] pixels, int[] chosen) {
    if (sliding == 0) {
      return;
    }
    int right = candidates[RIGHT_EYE][0];
    int left = candidates[LEFT_EYE][0];
    double ex = pixels[2 * left] - pixels[2 * right];
    double ey = pixels[2 * left + 1] - pixels[2 * right + 1];
    for (int i = 0; i < sliding; i++) {
      double angle = Math.PI * i / (sliding - 1);
      double dx = -Math.cos(angle) * ex - Math.sin(angle) * ey;
      double dy = -Math.cos(angle) * ey + Math.sin(angle) * ex;
      chosen[i] = outermost(candidates[i], pixels, dx, dy);
    }
  }

  private static int outermost(int[] some, double[] pixels, double dx, double dy) {
    int best = some[0];
    double farthest = Double.NEGATIVE_INFINITY;
    for (int v : some) {
      double reach = dx * pixels[2 * v] + dy * pixels[2 * v + 1];
      if (reach > farthest) {
        farthest = reach;
        best = v;
      }
    }
    return best;
  }
}
