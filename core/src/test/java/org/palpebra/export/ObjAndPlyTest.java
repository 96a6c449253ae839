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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.model.MorphableModel;

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
  void plyHoldsShapeColoursAndTriangles() throws IOException {
    Path file = directory.resolve("a.ply");
    PlyWriter.write(file, FACE, null);
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int bodyStart = text.indexOf("end_header\n") + "end_header\n".length();
    List<String> header = text.substring(0, bodyStart).lines().toList();
    assertEquals(List.of("ply", "format binary_little_endian 1.0"), header.subList(0, 2));
    assertTrue(header.contains("element vertex " + MODEL.vertexCount()));
    assertTrue(header.contains("element face " + MODEL.topology().triangleCount()));
    ByteBuffer body = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(bodyStart);
    float[] albedo = MODEL.albedo(FACE.coefficients(), null);
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      for (int k = 0; k < 3; k++) {
        assertEquals(SHAPE[3 * v + k], body.getFloat());
      }
      double length =
          Math.sqrt(square(body.getFloat()) + square(body.getFloat()) + square(body.getFloat()));
      assertEquals(1, length, 1e-5);
      for (int k = 0; k < 3; k++) {
        assertEquals(255 * albedo[3 * v + k], body.get() & 0xff, 0.5001f);
      }
    }
    for (int t = 0; t < MODEL.topology().triangles().length; t++) {
      if (t % 3 == 0) {
        assertEquals(3, body.get());
      }
      assertEquals(MODEL.topology().triangles()[t], body.getInt());
    }
    assertEquals(0, body.remaining());
  }

  @Test
  void plyTakesItsColoursFromATexture() throws IOException {
    FaceImage texture = new FaceImage(1, 2, new byte[] {10, 20, 30, 40, 50, 60});
    Path file = directory.resolve("a.ply");
    PlyWriter.write(file, FACE, texture);
    byte[] bytes = Files.readAllBytes(file);
    int bodyStart = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("end_header\n") + 11;
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      int red = bytes[bodyStart + 27 * v + 24];
      assertEquals(MODEL.topology().uv()[2 * v + 1] < 0.5f ? 10 : 40, red);
    }
  }

  private static double square(double x) {
    return x * x;
  }
}
