package org.palpebra.internal;

import org.jspecify.annotations.Nullable;

/** Output buffers that the caller may or may not supply. */
public final class Buffers {
  private Buffers() {}

  /**
   * Returns {@code out} if it is there, a new array otherwise.
   *
   * @throws IllegalArgumentException if {@code out} has another length
   */
  public static float[] orNew(float @Nullable [] out, int length) {
    if (out == null) {
      return new float[length];
    }
    if (out.length != length) {
      throw new IllegalArgumentException(
          "the output needs %d numbers, got %d".formatted(length, out.length));
    }
    return out;
  }

  /**
   * Checks that an array holds whole tuples.
   *
   * @return how many
   */
  public static int tuples(String what, float[] values, int size) {
    if (values.length % size != 0) {
      throw new IllegalArgumentException(
          "%s must come in groups of %d, got %d numbers".formatted(what, size, values.length));
    }
    return values.length / size;
  }

  /** Checks the length of an argument. */
  public static void requireLength(String what, int got, int expected) {
    if (got != expected) {
      throw new IllegalArgumentException(
          "%s needs %d numbers, got %d".formatted(what, expected, got));
    }
  }
}
