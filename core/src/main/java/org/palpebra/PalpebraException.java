package org.palpebra;

import org.jspecify.annotations.Nullable;

/**
 * A bad asset or environment: an unreadable photo, a broken bundle, a missing device. The message
 * is one line that names the file, the field and the remedy; wrong arguments are {@link
 * IllegalArgumentException}s instead.
 */
public class PalpebraException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PalpebraException(String message) {
    super(message);
  }

  public PalpebraException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
