package org.palpebra.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palpebra.PalpebraException;

/** Where the commands write: missing folders are made, failures name the file. */
final class Outputs {
  private Outputs() {}

  interface Writer {
    void write() throws IOException;
  }

  /** Makes the folder that {@code --out} names. */
  static void folder(Path out) {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new PalpebraException("--out: " + Errors.reason(e), e);
    }
  }

  /** Writes one file, its folder before it. */
  static void file(Path file, Writer writer) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      writer.write();
    } catch (IOException e) {
      throw new PalpebraException("cannot write " + file + ": " + Errors.reason(e), e);
    }
  }
}
