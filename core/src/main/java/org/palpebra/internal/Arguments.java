package org.palpebra.internal;

/** Checks of arguments. */
public final class Arguments {
  private Arguments() {}

  /**
   * Checks a number of things that there must be some of.
   *
   * @param what for the message
   * @return {@code count}
   */
  public static int atLeastOne(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("%s must be at least 1, got %d".formatted(what, count));
    }
    return count;
  }
}
