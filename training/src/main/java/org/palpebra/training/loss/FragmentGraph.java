package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.List;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.Topology;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/**
 * Draws coloured vertices when it is known which triangle each pixel shows. Barycentric weights are
 * computed from the projected corners, perspective-correct, so derivatives reach the corners'
 * positions and colours; which triangle is seen has no derivative.
 *
 * <p>Pixel values lie in planes, [3 corners, B·H·W]: every step then runs over whole rows.
 */
final class FragmentGraph {
  /** Nearest depth in millimetres: keeps vertices that no visible triangle has finite. */
  private static final double NEAR = 1;

  /** Triangles of less than about 1e-6 square pixels per metre of depth are not drawn. */
  private static final double THIN = 1e-9;

  private final PerspectiveCamera camera;
  private final int faces;
  private final long[] corners;

  FragmentGraph(Topology topology, PerspectiveCamera camera) {
    this.camera = camera;
    faces = topology.triangleCount();
    corners = new long[3 * faces];
    for (int i = 0; i < corners.length; i++) {
      corners[i % 3 * faces + i / 3] = topology.triangles()[i];
    }
  }

  /**
   * @param posed [B, V, 3], millimetres
   * @param colours [B, V, 3]
   * @param triangles INT64 [B, H·W], −1 where nothing is seen
   */
  RenderedFaces draw(Tensor posed, Tensor colours, Tensor triangles) {
    int batch = posed.shape().get(0);
    int size = camera.size();
    if (!triangles.shape().equals(Shape.of(batch, size * size))) {
      throw new IllegalArgumentException(
          "triangles of shape %s for %d faces of %d×%d pixels"
              .formatted(triangles.shape(), batch, size, size));
    }
    Tensor indices = cornerIndices(triangles, posed.shape().get(1));
    List<Tensor> screen = atCorners(project(planes(posed)), indices);
    Tensor u = screen.get(0).sub(centres(batch, true, posed.graph()));
    Tensor v = screen.get(1).sub(centres(batch, false, posed.graph()));
    Tensor weights = edges(u, v).mul(screen.get(2));
    Tensor total = weights.sumKeep(0);
    Tensor seen = seen(triangles, total);
    Tensor safe = total.mul(seen).add(seen.neg().add(1));
    Tensor shares = weights.mul(seen.div(safe));
    List<Tensor> image = new ArrayList<>();
    for (Tensor channel : atCorners(planes(colours), indices)) {
      image.add(channel.mul(shares).sumKeep(0));
    }
    return new RenderedFaces(
        Tensor.concat(0, image).reshape(3, batch, size, size).transpose(1, 0, 2, 3),
        seen.reshape(batch, 1, size, size));
  }

  /**
   * Three planes [3, B·V] at the corners of the pixels' triangles, [3 corners, N] each. One gather
   * per plane: the derivatives then scatter into vectors short enough for the processor's cache.
   */
  private static List<Tensor> atCorners(Tensor planes, Tensor indices) {
    return planes.split(0, 1, 1, 1).stream()
        .map(plane -> plane.reshape(plane.shape().size()).gather(0, indices))
        .toList();
  }

  /** [B, V, 3] as [3, B·V]. */
  private static Tensor planes(Tensor values) {
    Shape shape = values.shape();
    return values.transpose(2, 0, 1).reshape(3, shape.get(0) * shape.get(1));
  }

  /** Posed [3, N] to u, v in pixels and 1 / depth, [3, N]. */
  private Tensor project(Tensor posed) {
    List<Tensor> xyz = posed.split(0, 1, 1, 1);
    Tensor depth = xyz.get(2).neg().add(camera.distance());
    Tensor inverse = depth.max(posed.graph().scalar(NEAR)).reciprocal();
    Tensor scale = inverse.mul(camera.focal());
    return Tensor.concat(
        0,
        List.of(
            xyz.get(0).mul(scale).add(camera.centerX()),
            xyz.get(1).mul(scale).neg().add(camera.centerY()),
            inverse));
  }

  /** Columns of the attributes [·, B·V] for each corner of each pixel's triangle, [3, B·H·W]. */
  private Tensor cornerIndices(Tensor triangles, int vertices) {
    Graph graph = triangles.graph();
    int batch = triangles.shape().get(0);
    Tensor shown = triangles.max(graph.integers(new long[] {0}, 1));
    Tensor vertex = graph.integers(corners, 3, faces).gather(1, shown); // [3, B, H·W]
    long[] starts = new long[batch];
    for (int b = 0; b < batch; b++) {
      starts[b] = (long) b * vertices;
    }
    return vertex.add(graph.integers(starts, batch, 1)).reshape(3, triangles.shape().size());
  }

  /** x or y of the pixels' centres, [B·H·W]. */
  private Tensor centres(int batch, boolean horizontal, Graph graph) {
    int size = camera.size();
    double[] one = new double[size * size];
    for (int p = 0; p < one.length; p++) {
      one[p] = (horizontal ? p % size : p / size) + 0.5;
    }
    return graph
        .constant(one, 1, one.length)
        .expand(Shape.of(batch, one.length))
        .reshape(batch * one.length);
  }

  /** Twice the areas between pixel and opposite edge, [3, N], of corners seen from the pixel. */
  private static Tensor edges(Tensor u, Tensor v) {
    List<Tensor> x = u.split(0, 1, 1, 1);
    List<Tensor> y = v.split(0, 1, 1, 1);
    return Tensor.concat(0, List.of(cross(x, y, 1, 2), cross(x, y, 2, 0), cross(x, y, 0, 1)));
  }

  private static Tensor cross(List<Tensor> x, List<Tensor> y, int i, int j) {
    return x.get(i).mul(y.get(j)).sub(x.get(j).mul(y.get(i)));
  }

  /** 1 where a triangle with an area is seen, [1, N]. */
  private static Tensor seen(Tensor triangles, Tensor total) {
    Tensor shown =
        triangles
            .greater(triangles.graph().integers(new long[] {-1}, 1))
            .cast(total.type())
            .reshape(1, total.shape().size());
    return shown.mul(total.abs().greater(THIN).cast(total.type()));
  }
}
