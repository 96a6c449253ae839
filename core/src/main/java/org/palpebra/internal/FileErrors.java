package org.palpebra.internal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.palpebra.PalpebraException;

/** What is said about a file that is not in order, in one line: file, field, problem, remedy. */
public final class FileErrors {
  private FileErrors() {}

  /**
   * @param source the file's path, or what else it is called
   * @param field the place in the file, such as a key or a line
   */
  public static PalpebraException bad(Object source, String field, String problem, String remedy) {
    return new PalpebraException("%s: %s: %s; %s".formatted(source, field, problem, remedy));
  }

  /** A file that is not there, or may not be read. */
  public static PalpebraException unreadable(Object source, IOException cause) {
    return unreadable(source, cause, "check path and rights");
  }

  /** As {@link #unreadable(Object, IOException)}, where it is known what is to be put there. */
  public static PalpebraException unreadable(Object source, IOException cause, String remedy) {
    // a file system's own exceptions say little more than the path once again
    String reason =
        cause instanceof FileSystemException
            ? cause.getClass().getSimpleName()
            : cause.toString().replaceAll("\\p{Cntrl}", " ");
    return new PalpebraException(
        "%s: cannot be read (%s); %s".formatted(source, reason, remedy), cause);
  }
}
