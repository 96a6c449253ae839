package org.palpebra.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.training.regressor.RegressorNetwork;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.SyntheticFaces;

/** The example of {@code docs/fine-tuning.md}: it is the one that is compiled, and it runs. */
class FineTuneTest {
  private static final Path ROOT = Path.of(System.getProperty("palpebra.root", ".."));
  private static final String SOURCE = "examples/src/main/java/org/palpebra/examples/FineTune.java";
  private static final int PHOTOS = 10;
  private static final int SIZE = 256;

  @TempDir Path folder;

  @Test
  void thePageShowsTheExample() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/fine-tuning.md"));
    Matcher block = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL).matcher(page);
    assertTrue(block.find(), "no Java on the page");
    String example = Files.readString(ROOT.resolve(SOURCE));
    assertEquals(example.lines().toList(), block.group(1).lines().toList());
    assertTrue(example.lines().count() <= 40, "lines of the example");
    assertTrue(page.contains(SOURCE), "the page names the file");
  }

  /** Photos that are rendered, with their landmarks as iBUG would write them. */
  private Path photos() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      SyntheticFaces faces =
          new SyntheticFaces(bundle.faceModel(), 27, RegressorNetwork.CAMERA, SIZE, 5);
      for (int i = 0; i < PHOTOS; i++) {
        SyntheticFace face = faces.render(70 + i);
        ImageIO.write(
            face.photo().toBufferedImage(), "png", photos.resolve("face" + i + ".png").toFile());
        StringBuilder points = new StringBuilder("version: 1\nn_points: 68\n{\n");
        float[] landmarks = face.landmarks();
        for (int k = 0; k < landmarks.length; k += 2) {
          points.append(
              String.format(Locale.ROOT, "%f %f%n", landmarks[k] + 0.5, landmarks[k + 1] + 0.5));
        }
        Files.writeString(photos.resolve("face" + i + ".pts"), points.append("}\n"));
      }
    }
    return photos;
  }

  @Test
  void theExampleTunesAndScoresABundle() throws IOException {
    Path out = folder.resolve("out");
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      FineTune.main(new String[] {photos().toString(), out.toString(), "1"});
    } finally {
      System.setOut(console);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(2, lines.size(), () -> lines.toString());
    assertTrue(lines.get(0).matches("embedded: landmark error \\d+[.,]\\d+ %"), lines.get(0));
    assertTrue(lines.get(1).matches(".*bundle: landmark error \\d+[.,]\\d+ %"), lines.get(1));
    try (Bundle tuned = Bundle.open(out.resolve("bundle"));
        Bundle embedded = Bundle.open(Bundle.EMBEDDED)) {
      tuned.verify();
      assertEquals("embedded-tuned", tuned.manifest().name());
      assertEquals(embedded.manifest().regressor(), tuned.manifest().regressor());
      assertFalse(
          Arrays.equals(
              embedded.read(BundleManifest.REGRESSOR).bytes(),
              tuned.read(BundleManifest.REGRESSOR).bytes()));
      assertEquals(
          embedded.read(BundleManifest.FACE_MODEL).sha256(),
          tuned.read(BundleManifest.FACE_MODEL).sha256());
    }
  }
}
