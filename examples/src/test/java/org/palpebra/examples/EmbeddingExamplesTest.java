package org.palpebra.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.training.regressor.RegressorNetwork;
import org.palpebra.training.synthetic.SyntheticFaces;

/** The examples of {@code docs/embedding.md} that need no engine, run on rendered photos. */
class EmbeddingExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("palpebra.root", ".."));
  private static final BufferedImage[] FACES = new BufferedImage[2];

  @TempDir Path folder;

  @FunctionalInterface
  private interface Program {
    void run() throws Exception;
  }

  @BeforeAll
  static void renderPhotos() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      SyntheticFaces faces =
          new SyntheticFaces(bundle.faceModel(), 27, RegressorNetwork.CAMERA, 256, 5);
      for (int i = 0; i < FACES.length; i++) {
        FACES[i] = faces.render(70 + i).photo().toBufferedImage();
      }
    }
  }

  private Path photo(int face) throws IOException {
    Path file = folder.resolve("face" + face + ".png");
    ImageIO.write(FACES[face], "png", file.toFile());
    return file;
  }

  private static List<String> printed(Program program) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(console);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static void assertGlb(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    assertEquals("glTF", new String(bytes, 0, 4, StandardCharsets.US_ASCII));
    String json = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(json.contains("eyeBlinkLeft") && json.contains("image/png"), file::toString);
  }

  @Test
  void quickStartWritesAnAvatarPerFace() throws IOException {
    Path out = folder.resolve("out");
    QuickStart.main(new String[] {photo(0).toString(), out.toString()});
    assertGlb(out.resolve("face1.glb"));
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void imagesOfAnyTypeBecomeTheSameMesh() {
    try (FaceReconstructor reconstructor = FaceReconstructors.open()) {
      List<MeshFromImage.Mesh> expected = MeshFromImage.meshes(reconstructor, FACES[0]);
      assertEquals(1, expected.size());
      MeshFromImage.Mesh mesh = expected.get(0);
      assertEquals(mesh.positions().length, mesh.normals().length);
      assertEquals(mesh.positions().length / 3, mesh.uv().length / 2);
      for (int type :
          new int[] {
            BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_INT_ARGB
          }) {
        List<MeshFromImage.Mesh> meshes = MeshFromImage.meshes(reconstructor, converted(type));
        assertArrayEquals(mesh.positions(), meshes.get(0).positions(), "type " + type);
      }
      assertEquals(
          1, MeshFromImage.meshes(reconstructor, converted(BufferedImage.TYPE_BYTE_GRAY)).size());
    }
  }

  private static BufferedImage converted(int type) {
    BufferedImage image = new BufferedImage(FACES[0].getWidth(), FACES[0].getHeight(), type);
    image.createGraphics().drawImage(FACES[0], 0, 0, null);
    return image;
  }

  @Test
  void aBatchSaysWhatFailedAndDoesTheRest() throws Exception {
    photo(0);
    photo(1);
    Files.writeString(folder.resolve("notes.txt"), "no photo");
    Path out = folder.resolve("out");
    List<String> lines =
        printed(() -> BatchFolder.main(new String[] {folder.toString(), out.toString()}));
    assertEquals(3, lines.size(), lines::toString);
    assertEquals(List.of("face0.png: 1 faces", "face1.png: 1 faces"), lines.subList(0, 2));
    assertTrue(lines.get(2).startsWith("notes.txt: failed: "), lines.get(2));
    assertGlb(out.resolve("face0.png-1.glb"));
    assertGlb(out.resolve("face1.png-1.glb"));
  }

  @Test
  void ownPartsGiveTheMeanFaceWithTheEyesOfThePhoto() throws Exception {
    Path photo = photo(0);
    List<String> lines = printed(() -> OwnBackend.main(new String[] {photo.toString()}));
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("middle") && lines.get(0).contains("mean"), lines.get(0));
    try (FaceReconstructor own = OwnBackend.open();
        FaceReconstructor embedded = FaceReconstructors.open()) {
      FaceReconstruction mean = own.reconstruct(image(0)).get(0);
      assertArrayEquals(
          new float[mean.coefficients().layout().identity()], mean.coefficients().identity());
      FaceReconstruction face = embedded.reconstruct(image(0)).get(0);
      assertEquals(face.eyes().left().openness(), mean.eyes().left().openness(), 0.5);
      assertEquals("mean", mean.models().get(1).name());
    }
  }

  private static org.palpebra.FaceImage image(int face) {
    return org.palpebra.FaceImage.of(FACES[face]);
  }

  @Test
  void thePageNamesFilesThatAreThere() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/embedding.md"));
    Matcher link = Pattern.compile("\\]\\(\\.\\./(examples/[^)]*\\.java)\\)").matcher(page);
    int count = 0;
    while (link.find()) {
      assertTrue(Files.exists(ROOT.resolve(link.group(1))), link.group(1));
      count++;
    }
    assertTrue(count >= 5, "examples on the page: " + count);
  }
}
