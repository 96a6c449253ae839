package org.palpebra.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.palpebra.PalpebraException;

/** Files that are either there as a whole or not at all. */
public final class AtomicFiles {
  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; the stream is buffered and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFiles() {}

  /**
   * Writes into a temporary file beside {@code file}, then moves it there, replacing what was there
   * before. The parent directories are made. On failure nothing stays behind.
   *
   * @throws PalpebraException in one line, naming the file
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    try {
      Path directory = target.getParent();
      if (directory == null || Files.isDirectory(target)) {
        throw new PalpebraException(
            "%s: is a directory; give the name of a file to write".formatted(file));
      }
      Files.createDirectories(directory);
      // not Files.createTempFile, whose files only their owner may read
      Path temporary =
          directory.resolve(
              ".%s-%d-%x.tmp"
                  .formatted(
                      target.getFileName(), ProcessHandle.current().pid(), System.nanoTime()));
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
          content.writeTo(out);
        }
        move(temporary, target);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new PalpebraException(
          "%s: cannot be written (%s); check the directory, its permissions and the free space"
              .formatted(file, reason(e)),
          e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "access denied";
    }
    if (e instanceof java.nio.file.FileAlreadyExistsException
        || e instanceof NotDirectoryException) {
      return "a part of its path is not a directory";
    }
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
