package org.palpebra.examples;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.FaceReconstructors;

/**
 * An image in memory in, meshes in memory out, for programs that draw themselves: {@code
 * MeshFromImage photo.png}.
 */
public final class MeshFromImage {
  /**
   * A face as arrays; left and right are the subject's.
   *
   * @param positions xyz per vertex, millimetres, +X to the subject's left, +Y up, +Z forwards
   * @param normals xyz per vertex, of length 1
   * @param uv texture coordinates, origin at the top left
   * @param triangles three vertices each, counter-clockwise from outside
   */
  public record Mesh(float[] positions, float[] normals, float[] uv, int[] triangles) {}

  private MeshFromImage() {}

  /** All faces of an image of any type, largest first, as they are on it but not turned. */
  public static List<Mesh> meshes(FaceReconstructor reconstructor, BufferedImage image) {
    List<Mesh> meshes = new ArrayList<>();
    for (FaceReconstruction face : reconstructor.reconstruct(FaceImage.of(image))) {
      MorphableModel model = face.model();
      float[] positions = model.shape(face.coefficients(), null);
      float[] normals = new VertexNormals(model.topology()).compute(positions, null);
      meshes.add(new Mesh(positions, normals, model.topology().uv(), model.topology().triangles()));
    }
    return meshes;
  }

  public static void main(String[] args) throws IOException {
    BufferedImage image = ImageIO.read(new File(args[0]));
    try (FaceReconstructor reconstructor = FaceReconstructors.open()) {
      for (Mesh mesh : meshes(reconstructor, image)) {
        System.out.printf(
            "%d vertices, %d triangles%n",
            mesh.positions().length / 3, mesh.triangles().length / 3);
      }
    }
  }
}
