package org.palpebra.training.train;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.palpebra.PalpebraException;

/** Writes ONNX models. */
public final class ModelFiles {
  private ModelFiles() {}

  /** Writes whole or not at all; makes the folder when missing. */
  public static void write(OnnxMl.ModelProto model, Path file) {
    Path absolute = file.toAbsolutePath();
    Path temporary = absolute.resolveSibling(absolute.getFileName() + ".new");
    try {
      Path folder = absolute.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(temporary, model.toByteArray());
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new PalpebraException(file + ": not written: " + e.getMessage(), e);
    }
  }
}
