package org.palpebra.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjTextTest {
  @Test
  void numbersAreJavasToTheBit(@TempDir Path folder) throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    String[] words = new String[3000];
    for (int i = 0; i < words.length; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(9) - 4);
      words[i] = i % 3 == 0 ? Double.toString(value) : "%.7f".formatted(value);
      text.append(i % 3 == 0 ? "v " : "  ").append(words[i]).append(i % 3 == 2 ? "\r\n" : "\t");
    }
    Path file = Files.writeString(folder.resolve("a.obj"), text);
    double[] positions = ObjText.readVertices(file, 1000);
    for (int i = 0; i < words.length; i++) {
      assertEquals(Double.parseDouble(words[i]), positions[i]);
    }
  }

  @Test
  void readsPolygonsOfAllSizes(@TempDir Path folder) throws IOException {
    String text = "o x\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv +2e0 .5 -0\nf 1 2 3 4\nf -1 1 2";
    ObjText mesh = ObjText.read(Files.writeString(folder.resolve("a.obj"), text));
    assertArrayEquals(new int[] {0, 4, 7}, mesh.polygons());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 0, 1}, mesh.corners());
    assertArrayEquals(new int[] {-1, -1, -1, -1, -1, -1, -1}, mesh.uvCorners());
    assertEquals(2, mesh.positions()[12]);
  }
}
