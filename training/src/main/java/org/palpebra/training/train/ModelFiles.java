package org.palpebra.training.train;

import ai.onnx.proto.OnnxMl;
import java.nio.file.Path;
import org.palpebra.internal.AtomicFiles;

/** Writes ONNX models. */
public final class ModelFiles {
  private ModelFiles() {}

  /**
   * Writes whole or not at all; makes the folder when missing.
   *
   * @throws org.palpebra.PalpebraException in one line, naming the file
   */
  public static void write(OnnxMl.ModelProto model, Path file) {
    AtomicFiles.write(file, model::writeTo);
  }

  /** As the other {@code write}, of a model's bytes. */
  public static void write(byte[] model, Path file) {
    AtomicFiles.write(file, out -> out.write(model));
  }
}
