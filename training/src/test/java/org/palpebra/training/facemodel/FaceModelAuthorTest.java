package org.palpebra.training.facemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceModelAuthorTest {
  @TempDir Path folder;

  /** The shipped file is what the generator writes, bit for bit. */
  @Test
  void writesTheShippedModel() throws IOException {
    Path file = folder.resolve("face-model.safetensors");
    assertEquals(0, FaceModelTool.commandLine().execute("author", file.toString()));
    assertArrayEquals(Files.readAllBytes(EmbeddedModel.FILE), Files.readAllBytes(file));
    assertTrue(Files.size(file) <= 7_000_000);
  }

  @Test
  void badFilesAreOneLine() {
    StringWriter errors = new StringWriter();
    int code =
        FaceModelTool.commandLine()
            .setErr(new PrintWriter(errors))
            .execute("sheet", folder.resolve("missing.safetensors").toString(), "out.png");
    assertEquals(1, code);
    assertEquals(1, errors.toString().lines().count(), errors.toString());
    assertTrue(errors.toString().contains("missing.safetensors"));
    assertEquals(2, FaceModelTool.commandLine().setErr(new PrintWriter(errors)).execute("sheet"));
  }

  @Test
  void rendersTheSheet() throws IOException {
    Path file = folder.resolve("sheet.png");
    int code =
        FaceModelTool.commandLine()
            .execute("sheet", EmbeddedModel.FILE.toString(), file.toString());
    assertEquals(0, code);
    BufferedImage sheet = ImageIO.read(file.toFile());
    assertEquals(0, sheet.getWidth() % 6);
    int background = sheet.getRGB(0, 0);
    int face = 0;
    for (int x = 0; x < sheet.getWidth(); x++) {
      face += sheet.getRGB(x, sheet.getHeight() / 12) == background ? 0 : 1;
    }
    assertTrue(face > sheet.getWidth() / 3, "faces are seen in the first row");
  }
}
