package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.javagl.obj.Mtl;
import de.javagl.obj.MtlReader;
import de.javagl.obj.Obj;
import de.javagl.obj.ObjData;
import de.javagl.obj.ObjReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.model.MorphableModel;
import org.smurn.jply.Element;
import org.smurn.jply.ElementReader;
import org.smurn.jply.PlyReader;
import org.smurn.jply.PlyReaderFile;

class ObjAndPlyTest {
  private static final MorphableModel MODEL = EyedFace.MODEL;
  private static final FaceMesh FACE = new FaceMesh(MODEL, EyedFace.with("jawOpen", 0.5f));
  private static final float[] SHAPE = MODEL.shape(FACE.coefficients(), null);

  @TempDir Path directory;

  @Test
  void anotherLibraryReadsTheSameObj() throws IOException {
    FaceImage texture = new FaceImage(2, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    ObjWriter.write(directory.resolve("a.face.obj"), FACE, texture);
    Obj obj;
    try (InputStream in = Files.newInputStream(directory.resolve("a.face.obj"))) {
      obj = ObjReader.read(in);
    }
    assertArrayEquals(SHAPE, ObjData.getVerticesArray(obj), 1e-5f);
    assertEquals(MODEL.topology().triangleCount(), obj.getNumFaces());
    assertEquals(3, obj.getNumGroups() - 1, "the default group and one per piece");
    for (String group : List.of("face", "leftEyeball", "rightEyeball")) {
      assertTrue(obj.getGroup(group).getNumFaces() > 0, group);
    }
    assertArrayEquals(
        SeamNormals.compute(MODEL, SHAPE), ObjData.getNormalsArray(obj), 1e-5f, "normals");
    float[] uv = MODEL.topology().uv();
    float[] fromBottom = ObjData.getTexCoordsArray(obj, 2);
    for (int i = 0; i < uv.length; i += 2) {
      assertEquals(uv[i], fromBottom[i], 1e-6f);
      assertEquals(1 - uv[i + 1], fromBottom[i + 1], 1e-6f);
    }
    assertEquals(List.of("a.face.mtl"), obj.getMtlFileNames());
    Mtl material;
    try (InputStream in = Files.newInputStream(directory.resolve("a.face.mtl"))) {
      material = MtlReader.read(in).get(0);
    }
    assertEquals("a.face.png", material.getMapKd());
    FaceImage back = FaceImage.of(ImageIO.read(directory.resolve("a.face.png").toFile()));
    assertArrayEquals(texture.rgb(), back.rgb());
  }

  @Test
  void anObjNeedsItsEnding() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ObjWriter.write(directory.resolve("a.glb"), FACE, null));
  }

  @Test
  void anotherLibraryReadsTheSamePly() throws IOException {
    Path file = directory.resolve("a.ply");
    PlyWriter.write(file, FACE, null);
    float[] albedo = MODEL.albedo(FACE.coefficients(), null);
    float[] normals = SeamNormals.compute(MODEL, SHAPE);
    List<Element> vertices = elements(file, "vertex");
    assertEquals(MODEL.vertexCount(), vertices.size());
    String[] position = {"x", "y", "z"};
    String[] normal = {"nx", "ny", "nz"};
    String[] colour = {"red", "green", "blue"};
    for (int v = 0; v < vertices.size(); v++) {
      for (int k = 0; k < 3; k++) {
        assertEquals(SHAPE[3 * v + k], vertices.get(v).getDouble(position[k]), 0);
        assertEquals(normals[3 * v + k], vertices.get(v).getDouble(normal[k]), 0);
        assertEquals(255 * albedo[3 * v + k], vertices.get(v).getInt(colour[k]), 0.5001);
      }
    }
    int[] triangles =
        elements(file, "face").stream()
            .flatMapToInt(face -> Arrays.stream(face.getIntList("vertex_indices")))
            .toArray();
    assertArrayEquals(MODEL.topology().triangles(), triangles);
    List<String> header = Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    assertEquals("comment Palpebra: millimetres, +Y up, the face looks to +Z", header.get(2));
  }

  private static List<Element> elements(Path file, String type) throws IOException {
    PlyReader reader = new PlyReaderFile(file.toFile());
    List<Element> elements = new ArrayList<>();
    for (ElementReader of = reader.nextElementReader();
        of != null;
        of = reader.nextElementReader()) {
      for (Element e = of.readElement(); e != null; e = of.readElement()) {
        if (e.getType().getName().equals(type)) {
          elements.add(e);
        }
      }
      of.close();
    }
    reader.close();
    return elements;
  }

  @Test
  void plyTakesItsColoursFromATexture() throws IOException {
    FaceImage texture = new FaceImage(1, 2, new byte[] {10, 20, 30, 40, 50, 60});
    Path file = directory.resolve("a.ply");
    PlyWriter.write(file, FACE, texture);
    List<Element> vertices = elements(file, "vertex");
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      int red = vertices.get(v).getInt("red");
      assertEquals(MODEL.topology().uv()[2 * v + 1] < 0.5f ? 10 : 40, red);
    }
  }
}
