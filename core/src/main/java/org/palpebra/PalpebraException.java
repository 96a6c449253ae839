package org.palpebra;

import org.jspecify.annotations.Nullable;

/**
 * A bad asset or environment: an unreadable photo, a broken bundle, a missing device. The message
 * is one line that names the file, the field and the remedy; wrong arguments are {@link
 * IllegalArgumentException}s instead.
 */
public class PalpebraException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one line that names file, field and remedy. */
  public PalpebraException(String message) {
    super(message);
  }

  /** With one line that names file, field and remedy, and what led to it. */
  public PalpebraException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
