package org.palpebra.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines of words and numbers from ASCII text, without making strings of them. */
final class TextScanner {
  private static final int END = -1;
  private static final int MAX_WORD = 64;

  /** Powers of ten that a double holds exactly. */
  private static final double[] POWERS = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final byte[] word = new byte[MAX_WORD];
  private int length;
  private int position;
  private int filled;
  private int line = 1;

  TextScanner(InputStream in) {
    this.in = in;
  }

  /** Number of the present line, from 1. */
  int line() {
    return line;
  }

  /** The next word of this line is read; false at the end of the line or where it is too long. */
  boolean next() throws IOException {
    int c = peek();
    while (c == ' ' || c == '\t' || c == '\r') {
      position++;
      c = peek();
    }
    length = 0;
    while (c > ' ') {
      if (length == MAX_WORD) {
        return false;
      }
      word[length++] = (byte) c;
      position++;
      c = peek();
    }
    return length > 0;
  }

  /** Goes to the beginning of the next line; false at the end of the text. */
  boolean nextLine() throws IOException {
    for (int c = peek(); c != END; c = peek()) {
      position++;
      if (c == '\n') {
        line++;
        return peek() != END;
      }
    }
    return false;
  }

  /** Whether the word is that. */
  boolean is(String expected) {
    if (length != expected.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (word[i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The word as it stands. */
  String text() {
    return new String(word, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** The word as a number, NaN if it is none; the same as {@link Double#parseDouble} gives. */
  double number() {
    int i = 0;
    boolean negative = length > 0 && word[0] == '-';
    if (negative || (length > 0 && word[0] == '+')) {
      i++;
    }
    long mantissa = 0;
    int digits = 0;
    int decimals = 0;
    boolean point = false;
    for (; i < length && (isDigit(word[i]) || (word[i] == '.' && !point)); i++) {
      if (word[i] == '.') {
        point = true;
      } else {
        mantissa = 10 * mantissa + (word[i] - '0');
        digits++;
        decimals += point ? 1 : 0;
      }
    }
    if (i < length || digits == 0 || digits > 15) {
      return parsed();
    }
    double value = mantissa / POWERS[decimals];
    return negative ? -value : value;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private double parsed() {
    try {
      return Double.parseDouble(text());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /**
   * Number {@code part} of a word such as {@code 3/7/2}, counted from 0.
   *
   * @return 0 if there is none, {@link Integer#MIN_VALUE} if it is no number of at most nine digits
   */
  int index(int part) {
    int at = 0;
    for (int skipped = 0; skipped < part; at++) {
      if (at >= length) {
        return 0;
      }
      skipped += word[at] == '/' ? 1 : 0;
    }
    boolean negative = at < length && word[at] == '-';
    int value = 0;
    int digits = 0;
    for (int i = negative ? at + 1 : at; i < length && word[i] != '/'; i++) {
      if (!isDigit(word[i]) || ++digits > 9) {
        return Integer.MIN_VALUE;
      }
      value = 10 * value + (word[i] - '0');
    }
    return negative ? -value : value;
  }

  private int peek() throws IOException {
    if (position == filled) {
      filled = Math.max(0, in.read(buffer));
      position = 0;
      if (filled == 0) {
        return END;
      }
    }
    return buffer[position] & 0xff;
  }
}
