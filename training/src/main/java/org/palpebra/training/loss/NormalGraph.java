package org.palpebra.training.loss;

import java.util.List;
import org.palpebra.model.Topology;
import org.palpebra.training.graph.Tensor;

/**
 * Unit vertex normals as graph nodes, by the rule of {@link org.palpebra.geometry.VertexNormals}:
 * the mean direction of the unit normals of the faces around a vertex. Faces without an area and
 * vertices without a face have the normal 0 and no derivative.
 */
final class NormalGraph {
  /** Square of the least length that has a direction. */
  private static final double TINY = 1e-24;

  private final MeshSums mesh;

  NormalGraph(Topology topology) {
    mesh = new MeshSums(topology);
  }

  /** Points [B, V, 3] to normals [B, V, 3]. */
  Tensor of(Tensor shape) {
    Tensor planes = shape.transpose(2, 1, 0);
    Tensor corners = mesh.corners(planes);
    int faces = corners.shape().get(1) / 3;
    List<Tensor> abc = corners.split(1, faces, faces, faces);
    Tensor u = abc.get(1).sub(abc.get(0));
    Tensor w = abc.get(2).sub(abc.get(0));
    Tensor normals = unit(mesh.aroundVertices(unit(cross(u, w))));
    return normals.transpose(2, 1, 0);
  }

  /** Cross products along the first axis. */
  private static Tensor cross(Tensor u, Tensor w) {
    List<Tensor> a = u.split(0, 1, 1, 1);
    List<Tensor> b = w.split(0, 1, 1, 1);
    return Tensor.concat(
        0, List.of(component(a, b, 1, 2), component(a, b, 2, 0), component(a, b, 0, 1)));
  }

  private static Tensor component(List<Tensor> a, List<Tensor> b, int i, int j) {
    return a.get(i).mul(b.get(j)).sub(a.get(j).mul(b.get(i)));
  }

  /** Vectors along the first axis scaled to length 1, or 0. */
  private static Tensor unit(Tensor vectors) {
    Tensor squared = vectors.square().sumKeep(0);
    Tensor mask = squared.greater(TINY).cast(vectors.type());
    Tensor length = squared.mul(mask).add(mask.neg().add(1)).sqrt();
    return vectors.mul(mask.div(length));
  }
}
