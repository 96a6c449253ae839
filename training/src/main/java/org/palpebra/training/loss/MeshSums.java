package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.List;
import org.palpebra.model.Topology;
import org.palpebra.training.graph.Tensor;

/**
 * The linear maps between vertices and the triangles around them, with their transposes as
 * derivatives. Since triangles never change, all are gathers with constant tables; scattering, the
 * usual derivative of a gather, runs on one thread.
 *
 * <p>Values lie as [3, V, B]: x of all vertices, y of all, z of all, faces of the batch innermost.
 */
final class MeshSums {
  private final int faces;
  private final long[] corners;
  private final RaggedSums cornersOfVertex;
  private final RaggedSums facesOfVertex;

  MeshSums(Topology topology) {
    faces = topology.triangleCount();
    int[] triangles = topology.triangles();
    corners = new long[triangles.length];
    List<List<Integer>> cornersAround = lists(topology.vertexCount());
    List<List<Integer>> facesAround = lists(topology.vertexCount());
    for (int i = 0; i < triangles.length; i++) {
      int corner = i % 3 * faces + i / 3;
      corners[corner] = triangles[i];
      cornersAround.get(triangles[i]).add(corner);
      facesAround.get(triangles[i]).add(i / 3);
    }
    cornersOfVertex = new RaggedSums(cornersAround, corners.length);
    facesOfVertex = new RaggedSums(facesAround, faces);
  }

  private static List<List<Integer>> lists(int count) {
    List<List<Integer>> lists = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>(6));
    }
    return lists;
  }

  /**
   * The values at the faces' corners.
   *
   * @param values [3, V, B]
   * @return [3, 3·F, B]: first corners, second corners, third corners
   */
  Tensor corners(Tensor values) {
    Tensor out = gatherCorners(values);
    values
        .graph()
        .derive(
            "FaceCorners",
            List.of(values),
            List.of(out),
            step -> step.toInput(0, () -> cornersOfVertex.of(step.gradient())));
    return out;
  }

  /**
   * The sum over the faces around each vertex.
   *
   * @param values [3, F, B]
   * @return [3, V, B]
   */
  Tensor aroundVertices(Tensor values) {
    Tensor out = facesOfVertex.of(values);
    int batch = values.shape().get(2);
    values
        .graph()
        .derive(
            "FacesAroundVertices",
            List.of(values),
            List.of(out),
            step ->
                step.toInput(
                    0, () -> gatherCorners(step.gradient()).reshape(3, 3, faces, batch).sum(1)));
    return out;
  }

  private Tensor gatherCorners(Tensor values) {
    return values.gather(1, values.graph().integers(corners, corners.length));
  }
}
