package org.palpebra.training.facemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
    FaceModelAuthor.main(new String[] {file.toString()});
    assertArrayEquals(Files.readAllBytes(EmbeddedModel.FILE), Files.readAllBytes(file));
    assertTrue(Files.size(file) <= 7_000_000);
  }
}
