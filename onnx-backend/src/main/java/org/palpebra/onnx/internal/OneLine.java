package org.palpebra.onnx.internal;

/** Foreign text for messages of one line. */
public final class OneLine {
  private static final int LONGEST = 200;

  private OneLine() {}

  /** Control characters become {@code ?}; long texts are cut. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
        .forEach(line::appendCodePoint);
    return text.length() > LONGEST ? line + "…" : line.toString();
  }
}
