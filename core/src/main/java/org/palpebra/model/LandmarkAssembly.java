package org.palpebra.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.internal.Combinations;
import org.palpebra.internal.Kernels;

/**
 * The landmarks of faces without the rest of their meshes: only the vertices that a landmark may
 * take are assembled, from copies of their rows. Equal to the bit to {@link Landmarks#project} of
 * the whole mesh.
 *
 * <p>Immutable and thread-safe; keeps a little scratch memory per thread.
 */
public final class LandmarkAssembly {
  private final MorphableModel model;
  private final LandmarkScheme scheme;
  private final float[] mean;
  private final float[] identity;
  private final float[] expression;
  private final ThreadLocal<float[]> positions;

  /** Copies the rows of the landmarks' vertices. */
  public LandmarkAssembly(MorphableModel model) {
    this.model = model;
    int[] vertices = vertices(model.landmarks());
    scheme = renumbered(model.landmarks(), vertices);
    mean = rows(model.meanShape(), vertices);
    identity = rows(model.identity().data(), vertices);
    expression = rows(model.expression().data(), vertices);
    positions = ThreadLocal.withInitial(() -> new float[mean.length]);
  }

  /**
   * The landmarks of a posed face in pixels of the camera.
   *
   * @return {@code float[136]}, x,y interleaved
   */
  public float[] project(Coefficients c, PerspectiveCamera camera) {
    model.requireLayout(c.values(), 1, c.layout());
    float[] posed = positions.get();
    System.arraycopy(mean, 0, posed, 0, mean.length);
    add(identity, model.identity().columns(), c, c.layout().identityOffset(), posed);
    add(expression, model.expression().columns(), c, c.layout().expressionOffset(), posed);
    HeadPose.of(c).apply(posed, posed);
    return Landmarks.project(scheme, posed, camera, null, new float[2 * LandmarkScheme.COUNT]);
  }

  private static void add(float[] basis, int columns, Coefficients c, int offset, float[] sums) {
    Combinations weights = new Combinations(c.values(), offset, c.layout().size(), 1);
    Kernels.basis().accumulate(basis, sums.length, columns, weights, sums, 0, sums.length);
  }

  private static int[] vertices(LandmarkScheme scheme) {
    return IntStream.concat(
            Arrays.stream(scheme.vertices()),
            Arrays.stream(scheme.contours()).flatMapToInt(Arrays::stream))
        .sorted()
        .distinct()
        .toArray();
  }

  private static LandmarkScheme renumbered(LandmarkScheme scheme, int[] vertices) {
    return new LandmarkScheme(
        places(scheme.vertices(), vertices),
        Arrays.stream(scheme.contours())
            .map(contour -> places(contour, vertices))
            .toArray(int[][]::new));
  }

  private static int[] places(int[] some, int[] vertices) {
    return Arrays.stream(some).map(v -> Arrays.binarySearch(vertices, v)).toArray();
  }

  /** The rows of some vertices, column after column. */
  private float[] rows(float[] columns, int[] vertices) {
    int rows = 3 * model.vertexCount();
    int fewer = 3 * vertices.length;
    float[] out = new float[columns.length / rows * fewer];
    for (int i = 0; i < out.length; i++) {
      int row = i % fewer;
      out[i] = columns[i / fewer * rows + 3 * vertices[row / 3] + row % 3];
    }
    return out;
  }
}
