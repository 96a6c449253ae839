package org.palpebra.examples.live;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A bundle of Open Sound Control 1.0, to be done at once on arrival, with messages of strings,
 * integers and floats. <a href="https://opensoundcontrol.stanford.edu/spec-1_0.html">Format</a>:
 * everything big-endian and in multiples of four bytes.
 */
final class OscBundle {
  /** Time tag of what is to be done at once. */
  private static final long IMMEDIATELY = 1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  OscBundle() {
    put(bytes, "#bundle");
    bytes.writeBytes(ByteBuffer.allocate(8).putLong(IMMEDIATELY).array());
  }

  /**
   * A message.
   *
   * @param arguments {@link String}, {@link Integer} or {@link Float}
   */
  static byte[] message(String address, Object... arguments) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    StringBuilder types = new StringBuilder(",");
    for (Object argument : arguments) {
      if (argument instanceof String text) {
        types.append('s');
        put(values, text);
      } else if (argument instanceof Integer number) {
        types.append('i');
        values.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
      } else if (argument instanceof Float number) {
        types.append('f');
        values.writeBytes(ByteBuffer.allocate(4).putFloat(number).array());
      } else {
        throw new IllegalArgumentException("no type of OSC for " + argument.getClass());
      }
    }
    put(message, address);
    put(message, types.toString());
    message.writeBytes(values.toByteArray());
    return message.toByteArray();
  }

  /** A string, a zero and zeros up to a multiple of four bytes. */
  private static void put(ByteArrayOutputStream out, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    out.writeBytes(ascii);
    for (int i = 4 - ascii.length % 4; i > 0; i--) {
      out.write(0);
    }
  }

  void add(byte[] message) {
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(message.length).array());
    bytes.writeBytes(message);
  }

  int size() {
    return bytes.size();
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
