package org.palpebra.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.model.Topology;

/**
 * Writes the face with its present expression, the head not turned, as binary little-endian PLY
 * with normals and 8-bit sRGB vertex colours: millimetres, right-handed, +Y up, the face looking to
 * +Z, +X to the subject's left; vertices in the model's order.
 */
public final class PlyWriter {
  private static final int VERTEX_BYTES = 6 * Float.BYTES + 3;
  private static final int FACE_BYTES = 1 + 3 * Integer.BYTES;

  private PlyWriter() {}

  /**
   * Writes one file, replaced as a whole or not at all.
   *
   * @param texture where the colours are read by the model's texture coordinates, or null for the
   *     model's albedo
   * @throws IllegalArgumentException if there is a texture but no texture coordinates
   * @throws org.palpebra.PalpebraException if the file cannot be written
   */
  public static void write(Path file, FaceMesh face, @Nullable FaceImage texture) {
    Topology topology = face.model().topology();
    if (texture != null && topology.uv().length == 0) {
      throw new IllegalArgumentException(
          face.model().name() + " has no texture coordinates, so it takes no texture");
    }
    float[] shape = face.model().shape(face.coefficients(), null);
    float[] normals = SeamNormals.compute(face.model(), shape);
    float[] colours =
        texture == null
            ? face.model().albedo(face.coefficients(), null)
            : texelsAt(texture, topology.uv());
    byte[] body = body(shape, normals, colours, topology.triangles());
    byte[] header =
        header(face.model().name(), face.model().licence(), topology)
            .getBytes(StandardCharsets.US_ASCII);
    AtomicFiles.write(
        file,
        out -> {
          out.write(header);
          out.write(body);
        });
  }

  private static String header(String name, String licence, Topology topology) {
    return """
        ply
        format binary_little_endian 1.0
        comment Palpebra: millimetres, +Y up, the face looks to +Z
        comment %s, licence: %s
        element vertex %d
        property float x
        property float y
        property float z
        property float nx
        property float ny
        property float nz
        property uchar red
        property uchar green
        property uchar blue
        element face %d
        property list uchar int vertex_indices
        end_header
        """
        .formatted(
            name.replaceAll("\\s+", " "),
            licence.replaceAll("\\s+", " "),
            topology.vertexCount(),
            topology.triangleCount());
  }

  private static byte[] body(float[] shape, float[] normals, float[] colours, int[] triangles) {
    int vertices = shape.length / 3;
    byte[] bytes = new byte[VERTEX_BYTES * vertices + FACE_BYTES * (triangles.length / 3)];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int v = 0; v < shape.length; v += 3) {
      out.putFloat(shape[v]).putFloat(shape[v + 1]).putFloat(shape[v + 2]);
      out.putFloat(normals[v]).putFloat(normals[v + 1]).putFloat(normals[v + 2]);
      for (int k = 0; k < 3; k++) {
        out.put((byte) Math.round(255 * Math.max(0, Math.min(1, colours[v + k]))));
      }
    }
    for (int t = 0; t < triangles.length; t += 3) {
      out.put((byte) 3).putInt(triangles[t]).putInt(triangles[t + 1]).putInt(triangles[t + 2]);
    }
    return bytes;
  }

  /** The nearest texel's colour of each vertex, RGB in [0, 1]. */
  private static float[] texelsAt(FaceImage texture, float[] uv) {
    float[] colours = new float[uv.length / 2 * 3];
    for (int v = 0; v < uv.length / 2; v++) {
      int x = texel(uv[2 * v], texture.width());
      int y = texel(uv[2 * v + 1], texture.height());
      for (int k = 0; k < 3; k++) {
        colours[3 * v + k] = (texture.rgb()[3 * (y * texture.width() + x) + k] & 0xff) / 255f;
      }
    }
    return colours;
  }

  private static int texel(float coordinate, int size) {
    return Math.max(0, Math.min(size - 1, (int) (coordinate * size)));
  }
}
