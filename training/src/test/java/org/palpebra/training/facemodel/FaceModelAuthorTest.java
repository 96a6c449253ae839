package org.palpebra.training.facemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
            .execute("measure", folder.toString(), EmbeddedModel.FILE.toString());
    assertEquals(1, code);
    assertEquals(1, errors.toString().lines().count(), errors.toString());
    assertTrue(errors.toString().contains("generic_neutral_mesh.obj"));
    assertEquals(2, FaceModelTool.commandLine().setErr(new PrintWriter(errors)).execute("measure"));
  }
}
