package org.palpebra.examples.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import org.palpebra.PalpebraException;
import picocli.CommandLine.ParameterException;

/** Turns any failure into one line for a human. */
final class Errors {
  private Errors() {}

  /** One line, never empty. */
  static String line(Throwable failure) {
    Throwable cause =
        failure instanceof UncheckedIOException
            ? Objects.requireNonNullElse(failure.getCause(), failure)
            : failure;
    String text;
    if (cause instanceof IOException io) {
      text = reason(io);
    } else if (cause instanceof PalpebraException
        || cause instanceof IllegalArgumentException
        || cause instanceof ParameterException) {
      text = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    } else if (cause instanceof OutOfMemoryError) {
      text = "out of memory; give Java more with -Xmx, or use --threads 1";
    } else {
      text = "internal error: " + cause;
    }
    return text.replaceAll("\\s*\\R\\s*", " ").strip();
  }

  /** The reason of an I/O failure; the JDK's file exceptions carry only the path. */
  static String reason(IOException e) {
    String text = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "no such file or folder: " + text;
    }
    if (e instanceof AccessDeniedException) {
      return "access denied: " + text;
    }
    if (e instanceof NotDirectoryException) {
      return "not a folder: " + text;
    }
    if (e instanceof FileAlreadyExistsException) {
      return "exists already and is not a folder: " + text;
    }
    return text;
  }
}
