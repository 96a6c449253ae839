package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.export.ArkitNames;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.HostileFiles;
import org.palpebra.testing.IctFaceKit;

class IctFaceKitReaderTest {
  private static final IctFaceKitReader TINY = new IctFaceKitReader(TinyIctKit.LAYOUT, false);

  /** Coordinates of an OBJ file in centimetres, read the plain way. */
  private static double[] plain(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("v "))
        .flatMap(line -> Arrays.stream(line.substring(2).trim().split(" +", -1)))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static double[] vertex(float[] data, int offset, int v) {
    return new double[] {data[offset + 3 * v], data[offset + 3 * v + 1], data[offset + 3 * v + 2]};
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(
        (a[0] - b[0]) * (a[0] - b[0])
            + (a[1] - b[1]) * (a[1] - b[1])
            + (a[2] - b[2]) * (a[2] - b[2]));
  }

  @Test
  void readsTheKit() throws IOException, InterruptedException {
    Path folder = IctFaceKit.require();
    MorphableModel model = new IctFaceKitReader().read(folder);
    assertKitsNumbers(folder, model);
    assertSizes(model);
    assertEyes(model);
    assertTurns(model);
  }

  /** Every vertex of the kit keeps its number, and the columns are its files. */
  private static void assertKitsNumbers(Path folder, MorphableModel model) throws IOException {
    double[] neutral = plain(folder.resolve("generic_neutral_mesh.obj"));
    for (int i = 0; i < neutral.length; i++) {
      assertEquals(10 * neutral[i], model.meanShape()[i], 1e-4);
    }
    assertColumn(folder.resolve("identity057.obj"), neutral, model.identity(), 57);
    LinearBasis expression = model.expression();
    for (String name : List.of("jawOpen", "eyeBlinkLeft", "browInnerUpRight", "pupilDilateLeft")) {
      String file =
          name.replace("Left", "_L").replace("Right", "_R").replace("pupil", "Pupil") + ".obj";
      assertColumn(folder.resolve(file), neutral, expression, expression.indexOf(name));
    }
  }

  private static void assertColumn(Path file, double[] neutral, LinearBasis basis, int column)
      throws IOException {
    double[] shape = plain(file);
    for (int i = 0; i < neutral.length; i++) {
      assertEquals(
          10 * (shape[i] - neutral[i]), basis.data()[column * basis.rows() + i], 1e-4, "row " + i);
    }
  }

  /** Figures of the kit's README; 28 716 pairs of a vertex and a texture coordinate. */
  private static void assertSizes(MorphableModel model) {
    assertEquals(28_716, model.vertexCount());
    assertEquals(100, model.identity().columns());
    assertEquals(57, model.expression().columns());
    Set<String> arkit = new HashSet<>(ArkitNames.ALL);
    model.expression().names().forEach(arkit::remove);
    assertEquals(Set.of("browInnerUp", "cheekPuff", "tongueOut"), arkit);
    byte[] regions = model.topology().regions();
    int teeth = model.topology().regionNames().indexOf("teeth");
    int count = 0;
    for (int v = 0; v < 26_719; v++) {
      count += regions[v] == teeth ? 1 : 0;
    }
    assertEquals(4_412, count);
    // 25 836 quads and 548 triangles; lashes, fluid, blend and occlusion meshes are quads
    assertEquals(2 * 25_836 + 548 - 2 * (1_080 + 326 + 30 + 256), model.topology().triangleCount());
    for (float uv : model.topology().uv()) {
      assertTrue(uv >= 0 && uv <= 1);
    }
  }

  /** Both eyes mirror each other, lids lie on the eyeball's front and nearly meet in a blink. */
  private static void assertEyes(MorphableModel model) {
    Lid left = model.leftLid();
    Lid right = model.rightLid();
    assertEquals(15.4, left.eyeballRadius(), 0.1);
    assertEquals(left.eyeballCenter()[0], -right.eyeballCenter()[0], 1e-3);
    assertTrue(left.eyeballCenter()[0] > 25);
    assertEquals("eyeBlinkLeft", model.expression().names().get(left.blinkExpression()));
    assertEquals("eyeBlinkRight", model.expression().names().get(right.blinkExpression()));
    for (Lid lid : List.of(left, right)) {
      double open = 0;
      double closed = 0;
      int column = lid.blinkExpression() * model.expression().rows();
      for (int i = 0; i < lid.upper().length; i++) {
        double[] a = vertex(model.meanShape(), 0, lid.upper()[i]);
        double[] b = vertex(model.meanShape(), 0, lid.lower()[i]);
        open += distance(a, b);
        double[] da = vertex(model.expression().data(), column, lid.upper()[i]);
        double[] db = vertex(model.expression().data(), column, lid.lower()[i]);
        for (int k = 0; k < 3; k++) {
          a[k] += da[k];
          b[k] += db[k];
        }
        closed += distance(a, b);
      }
      assertTrue(closed < 0.15 * open, closed / open + " of the gap is left");
    }
    for (int i = 0; i < 17; i++) {
      assertEquals(model.landmarks().vertices()[i], model.landmarks().contours()[i][0]);
      assertTrue(model.landmarks().contours()[i].length > 8);
    }
  }

  /** eyeLook turns the ball about its centre: rigid at full weight, 0.53 mm flat at half. */
  private static void assertTurns(MorphableModel model) {
    LinearBasis expression = model.expression();
    for (String name : List.of("In", "Out", "Up", "Down")) {
      int column = expression.indexOf("eyeLook" + name + "Left") * expression.rows();
      float[] c = model.leftLid().eyeballCenter();
      double[] centre = {c[0], c[1], c[2]};
      double flat = 0;
      for (int v = 21_451; v < 23_021; v += 7) {
        double[] rest = vertex(model.meanShape(), 0, v);
        double[] by = vertex(expression.data(), column, v);
        double[] half = new double[3];
        double[] full = new double[3];
        for (int k = 0; k < 3; k++) {
          half[k] = rest[k] + by[k] / 2;
          full[k] = rest[k] + by[k];
        }
        assertEquals(distance(rest, centre), distance(full, centre), 1e-3);
        flat = Math.max(flat, distance(rest, centre) - distance(half, centre));
      }
      assertTrue(flat > 0.3 && flat < 0.62, name + ": " + flat + " mm");
    }
    // 22 000 is a vertex of the left sclera: looking out moves the ball's front to the left
    int out = expression.indexOf("eyeLookOutLeft") * expression.rows();
    int front = 21_451;
    for (int v = 21_451; v < 22_221; v++) {
      front = model.meanShape()[3 * v + 2] > model.meanShape()[3 * front + 2] ? v : front;
    }
    assertTrue(expression.data()[out + 3 * front] > 7);
    assertEquals(0, expression.data()[out + 3 * 23_100], 1e-6);
  }

  @Test
  void readsASmallKit(@TempDir Path folder) throws IOException {
    Path kit = TinyIctKit.write(folder.resolve("kit"));
    MorphableModel model = TINY.read(kit);
    assertEquals(TinyIctKit.VERTICES + 1, model.vertexCount(), "one vertex has two sides");
    assertArrayEquals(
        vertex(model.meanShape(), 0, 0),
        vertex(model.meanShape(), 0, TinyIctKit.VERTICES),
        "the copy lies where the original is");
    assertEquals(
        List.of("jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "eyeLookOutLeft", "pupilDilateRight"),
        model.expression().names());
    assertEquals(15, model.leftLid().eyeballRadius(), 1e-2);
    assertEquals(30, model.leftLid().eyeballCenter()[0], 1e-2);
  }

  @Test
  void saysWhatIsMissing(@TempDir Path folder) throws IOException {
    for (String file :
        List.of("generic_neutral_mesh.obj", "identity002.obj", "jawOpen.obj", "eyeBlink_L.obj")) {
      Path kit = TinyIctKit.write(folder.resolve("without-" + file));
      Files.delete(kit.resolve(file));
      assertRefused(kit, file);
    }
    Path kit = TinyIctKit.write(folder.resolve("kit"));
    Files.writeString(kit.resolve("jawOpen.obj"), "v 1 2 3\n");
    assertRefused(kit, "jawOpen.obj: v: has 1 vertices");
    Files.writeString(kit.resolve("jawOpen.obj"), "v 1 2 3\nv 1 nan 2\n");
    assertRefused(kit, "jawOpen.obj: line 2");
    Files.writeString(kit.resolve("vertex_indices.json"), "{\"expressions\": [\"../secret\"]}");
    assertRefused(kit, "vertex_indices.json");
    String message =
        assertThrows(PalpebraException.class, () -> new IctFaceKitReader().read(folder))
            .getMessage();
    assertTrue(message.contains("generic_neutral_mesh.obj"), message);
  }

  private static void assertRefused(Path kit, String part) {
    String message = assertThrows(PalpebraException.class, () -> TINY.read(kit), part).getMessage();
    assertTrue(message.contains(part) && message.contains("; "), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void damagedKitsAreReadOrRefused(@TempDir Path folder) throws IOException {
    HostileFiles.assertReadOrRefused(
        TinyIctKit.write(folder.resolve("kit")), 300, 7, 24L << 20, TINY::read);
  }

  @Test
  void namesAreArkits() {
    assertEquals("eyeBlinkLeft", IctFaceKitReader.expressionName("eyeBlink_L"));
    assertEquals("mouthLeft", IctFaceKitReader.expressionName("mouthLeft"));
    assertEquals("pupilDilateRight", IctFaceKitReader.expressionName("PupilDilate_R"));
  }
}
