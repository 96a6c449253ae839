package org.palpebra.export;

import de.javagl.obj.Mtl;
import de.javagl.obj.MtlWriter;
import de.javagl.obj.Mtls;
import de.javagl.obj.Obj;
import de.javagl.obj.Objs;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.model.Topology;

/**
 * Writes the face with its present expression, the head not turned, as Wavefront OBJ with an MTL
 * and a PNG of the same name beside it: millimetres, right-handed, +Y up, the face looking to +Z,
 * +X to the subject's left. One group per piece ({@code face}, {@code leftEyeball}, …), vertices in
 * the model's order, so that one model's files correspond vertex by vertex. Thread-safe for
 * different files.
 */
public final class ObjWriter {
  private ObjWriter() {}

  /**
   * Writes {@code NAME.obj}, {@code NAME.mtl} and, with a texture, {@code NAME.png}; each is
   * replaced as a whole, the OBJ last.
   *
   * @param file ending in {@code .obj}
   * @param texture for the model's texture coordinates, or null
   * @throws IllegalArgumentException if the ending is another, or there is a texture but no texture
   *     coordinates
   * @throws org.palpebra.PalpebraException if a file cannot be written
   */
  public static void write(Path file, FaceMesh face, @Nullable FaceImage texture) {
    String fileName = String.valueOf(file.getFileName());
    if (!fileName.endsWith(".obj")) {
      throw new IllegalArgumentException("the name must end in .obj, got " + fileName);
    }
    if (texture != null && face.model().topology().uv().length == 0) {
      throw new IllegalArgumentException(
          face.model().name() + " has no texture coordinates, so it takes no texture");
    }
    String name = fileName.substring(0, fileName.length() - 4);
    if (texture != null) {
      AtomicFiles.write(file.resolveSibling(name + ".png"), out -> Png.write(texture, out));
    }
    Mtl material = material(texture == null ? null : name + ".png");
    AtomicFiles.write(
        file.resolveSibling(name + ".mtl"), out -> MtlWriter.write(List.of(material), out));
    Obj obj = obj(face, name + ".mtl");
    AtomicFiles.write(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          writer.write("# Palpebra: millimetres, +Y up, the face looks to +Z\n");
          writer.write(
              "# %s, licence: %s\n"
                  .formatted(oneLine(face.model().name()), oneLine(face.model().licence())));
          de.javagl.obj.ObjWriter.write(obj, writer);
          writer.flush();
        });
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private static Mtl material(@Nullable String texture) {
    Mtl material = Mtls.create("skin");
    material.setKd(1f, 1f, 1f);
    material.setKs(0f, 0f, 0f);
    if (texture != null) {
      material.setMapKd(texture);
    }
    return material;
  }

  private static Obj obj(FaceMesh face, String materialFile) {
    Topology topology = face.model().topology();
    float[] shape = face.model().shape(face.coefficients(), null);
    float[] normals = SeamNormals.compute(face.model(), shape);
    float[] uv = topology.uv();
    Obj obj = Objs.create();
    obj.setMtlFileNames(List.of(materialFile));
    for (int i = 0; i < shape.length; i += 3) {
      obj.addVertex(shape[i], shape[i + 1], shape[i + 2]);
      obj.addNormal(normals[i], normals[i + 1], normals[i + 2]);
    }
    for (int i = 0; i < uv.length; i += 2) {
      // OBJ counts v from the bottom
      obj.addTexCoord(uv[i], 1 - uv[i + 1]);
    }
    obj.setActiveMaterialGroupName("skin");
    for (MeshPart part : MeshPart.of(topology)) {
      // the library asks whether null is in the list, which List.of does not stand
      obj.setActiveGroupNames(Collections.singletonList(part.name()));
      for (int t = 0; t < part.triangles().length; t += 3) {
        int[] corners = {
          part.vertices()[part.triangles()[t]],
          part.vertices()[part.triangles()[t + 1]],
          part.vertices()[part.triangles()[t + 2]]
        };
        obj.addFace(corners, uv.length == 0 ? null : corners, corners);
      }
    }
    return obj;
  }
}
