package org.palpebra.training.loss;

import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.Tensor;

/**
 * The whole surface of a face as graph nodes: every vertex with its normal and its colour under the
 * light, and the picture of it. The same rules as {@link org.palpebra.geometry.VertexNormals},
 * {@link org.palpebra.shading.SphericalHarmonics} and {@link
 * org.palpebra.raster.FragmentBuffer#interpolate}. Immutable; methods emit nodes into the graph of
 * their arguments.
 */
public final class SurfaceGraph {
  private final FaceGraph face;
  private final NormalGraph normals;
  private final FragmentGraph fragments;

  /**
   * @param lighting 9 or 27 coefficients
   */
  public SurfaceGraph(MorphableModel model, int lighting, PerspectiveCamera camera) {
    face = FaceGraph.ofAllVertices(model, lighting, camera);
    normals = new NormalGraph(model.topology());
    fragments = new FragmentGraph(model.topology(), camera);
  }

  /** The graph of all vertices. */
  public FaceGraph face() {
    return face;
  }

  /**
   * The surfaces of a batch, V vertices each.
   *
   * @param shape [B, V, 3] identity and expression, millimetres, unposed
   * @param normals [B, V, 3] of unit length, unposed
   * @param reflectance [B, V, 3] RGB before any light
   * @param colours [B, V, 3] RGB under the light, not clamped to [0, 1]
   * @param posed [B, V, 3] shape after rotation and translation, millimetres
   */
  public record Surface(
      Tensor shape, Tensor normals, Tensor reflectance, Tensor colours, Tensor posed) {}

  /**
   * Emits the surfaces.
   *
   * @param coefficients [B, C]
   */
  public Surface of(Tensor coefficients) {
    Tensor shape = face.neutral(coefficients).add(face.expressionOffset(coefficients));
    Tensor directions = normals.of(shape);
    Tensor reflectance = face.reflectance(coefficients);
    Tensor colours =
        LightGraph.shade(
            reflectance,
            directions,
            face.rotationMatrix(coefficients),
            face.lighting(coefficients));
    return new Surface(shape, directions, reflectance, colours, face.posed(coefficients, shape));
  }

  /**
   * Draws surfaces.
   *
   * @param triangles INT64 [B, H·W] row-major: the triangle that each pixel shows, −1 for none, as
   *     {@link Visibility} finds them
   */
  public RenderedFaces render(Surface surface, Tensor triangles) {
    return fragments.draw(surface.posed(), surface.colours(), triangles);
  }
}
