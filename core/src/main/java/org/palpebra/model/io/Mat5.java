package org.palpebra.model.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The numeric matrices at the root of a MATLAB 5 file, deflated or not. Every size is checked
 * against the bytes that are there before anything is allocated.
 *
 * @see <a href="https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf">format</a>
 */
final class Mat5 {
  private static final int HEADER = 128;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int INT8 = 1;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int FIRST_NUMERIC_CLASS = 6;
  private static final int LAST_NUMERIC_CLASS = 15;
  private static final int COMPLEX = 0x800;

  /** No deflated byte holds more than this many. */
  private static final long MAX_INFLATION = 1032;

  /** Flags, dimensions and name of a matrix fit into this. */
  private static final int MAX_PREAMBLE = 1024;

  /** A broken file; the message says what is wrong. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message) {
      super(message);
    }
  }

  /**
   * Numbers column after column.
   *
   * @param type the MAT type in which they are stored, which may be narrower than their class
   */
  record Matrix(int count, int type, ByteBuffer data) {
    double number(int i) {
      return switch (type) {
        case 1 -> data.get(i);
        case 2 -> data.get(i) & 0xff;
        case 3 -> data.getShort(2 * i);
        case 4 -> data.getShort(2 * i) & 0xffff;
        case 5 -> data.getInt(4 * i);
        case 6 -> data.getInt(4 * i) & 0xffffffffL;
        case 7 -> data.getFloat(4 * i);
        case 9 -> data.getDouble(8 * i);
        case 12 -> data.getLong(8 * i);
        default -> throw new IllegalStateException("no type of numbers: " + type);
      };
    }
  }

  private record Element(int type, ByteBuffer data) {}

  private record Preamble(String name, boolean numeric, boolean complex, long count) {}

  private Mat5() {}

  /**
   * Finds the wanted matrices; their numbers are read from the buffer later.
   *
   * @param file from position 0; shared
   */
  static Map<String, Matrix> matrices(ByteBuffer file, Set<String> wanted) throws FormatException {
    Map<String, Matrix> matrices = new HashMap<>();
    ByteBuffer rest = ordered(file);
    while (rest.remaining() >= 8) {
      Element element = element(rest);
      ByteBuffer content = element.data();
      if (element.type() == COMPRESSED) {
        content = inflated(content, wanted);
      } else if (element.type() != MATRIX) {
        throw new FormatException("element type " + element.type() + " at the root");
      }
      if (content.hasRemaining()) {
        put(matrices, content, wanted);
      }
    }
    return matrices;
  }

  private static void put(Map<String, Matrix> matrices, ByteBuffer content, Set<String> wanted)
      throws FormatException {
    Preamble preamble = preamble(content);
    if (!preamble.numeric() || !wanted.contains(preamble.name())) {
      return;
    }
    Matrix matrix = matrix(preamble, element(content));
    if (preamble.complex() || matrices.put(preamble.name(), matrix) != null) {
      throw new FormatException(preamble.name() + " is complex or there twice");
    }
  }

  private static ByteBuffer ordered(ByteBuffer file) throws FormatException {
    if (file.limit() < HEADER) {
      throw new FormatException("%d bytes only".formatted(file.limit()));
    }
    byte[] start = new byte[10];
    file.get(0, start);
    if (new String(start, StandardCharsets.ISO_8859_1).equals("MATLAB 7.3")) {
      throw new FormatException("it is MATLAB 7.3: save it with -v7");
    }
    ByteBuffer all = file.duplicate().position(HEADER);
    return switch (file.order(ByteOrder.BIG_ENDIAN).getShort(126)) {
      case 'M' << 8 | 'I' -> all.order(ByteOrder.BIG_ENDIAN);
      case 'I' << 8 | 'M' -> all.order(ByteOrder.LITTLE_ENDIAN);
      default -> throw new FormatException("no byte order in its header");
    };
  }

  /** Takes the next element off a buffer. */
  private static Element element(ByteBuffer from) throws FormatException {
    if (from.remaining() < 8) {
      throw new FormatException("ends within an element");
    }
    int word = from.getInt();
    boolean small = word >>> 16 != 0;
    int type = small ? word & 0xffff : word;
    int size = small ? word >>> 16 : from.getInt();
    if (size < 0 || size > (small ? 4 : from.remaining())) {
      throw new FormatException("an element of %d bytes leaves the file".formatted(size));
    }
    Element element = new Element(type, slice(from, size));
    int padded =
        small ? 4 : type == COMPRESSED ? size : (int) Math.min((size + 7L) & ~7, from.remaining());
    from.position(from.position() + padded);
    return element;
  }

  private static ByteBuffer slice(ByteBuffer from, int size) {
    return from.slice(from.position(), size).order(from.order());
  }

  private static Preamble preamble(ByteBuffer content) throws FormatException {
    Element flags = element(content);
    if (flags.type() != UINT32 || flags.data().remaining() != 8) {
      throw new FormatException("array flags of type " + flags.type());
    }
    int bits = flags.data().getInt(0);
    int kind = bits & 0xff;
    if (kind < FIRST_NUMERIC_CLASS || kind > LAST_NUMERIC_CLASS) {
      return new Preamble("", false, false, 0);
    }
    long count = count(element(content));
    Element name = element(content);
    if (name.type() != INT8) {
      throw new FormatException("a name of type " + name.type());
    }
    byte[] letters = new byte[name.data().remaining()];
    name.data().get(letters);
    return new Preamble(
        new String(letters, StandardCharsets.ISO_8859_1), true, (bits & COMPLEX) != 0, count);
  }

  private static long count(Element dimensions) throws FormatException {
    if (dimensions.type() != INT32 || dimensions.data().remaining() < 8) {
      throw new FormatException("dimensions of type " + dimensions.type());
    }
    long count = 1;
    while (dimensions.data().remaining() >= 4) {
      int extent = dimensions.data().getInt();
      count *= extent;
      if (extent < 0 || count > Integer.MAX_VALUE) {
        throw new FormatException("a dimension of " + extent);
      }
    }
    return count;
  }

  private static Matrix matrix(Preamble preamble, Element numbers) throws FormatException {
    int bytes =
        switch (numbers.type()) {
          case 1, 2 -> 1;
          case 3, 4 -> 2;
          case 5, 6, 7 -> 4;
          case 9, 12 -> 8;
          default ->
              throw new FormatException(preamble.name() + " has numbers of type " + numbers.type());
        };
    if (preamble.count() * bytes != numbers.data().remaining()) {
      throw new FormatException(
          "%s: %d bytes for %d numbers"
              .formatted(preamble.name(), numbers.data().remaining(), preamble.count()));
    }
    return new Matrix((int) preamble.count(), numbers.type(), numbers.data());
  }

  /** The content of a deflated matrix; empty if it is not wanted. */
  private static ByteBuffer inflated(ByteBuffer deflated, Set<String> wanted)
      throws FormatException {
    ByteBuffer tag = inflated(deflated, 8);
    if (tag.getInt(0) != MATRIX) {
      throw new FormatException("a deflated element of type " + tag.getInt(0));
    }
    int size = tag.getInt(4);
    if (size < 0 || size > Math.min(deflated.remaining() * MAX_INFLATION, Integer.MAX_VALUE - 16)) {
      throw new FormatException("%d bytes deflated to %d".formatted(size, deflated.remaining()));
    }
    if (size == 0) {
      return tag.limit(0);
    }
    ByteBuffer start = inflated(deflated, 8 + Math.min(size, MAX_PREAMBLE)).position(8);
    Preamble preamble = preamble(start);
    if (!preamble.numeric() || !wanted.contains(preamble.name())) {
      return tag.limit(0);
    }
    return inflated(deflated, 8 + size).position(8);
  }

  /** The first bytes of what was deflated. */
  private static ByteBuffer inflated(ByteBuffer deflated, int size) throws FormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated.duplicate());
      byte[] bytes = new byte[size];
      int length = 0;
      while (length < size) {
        int n = inflater.inflate(bytes, length, size - length);
        if (n == 0) {
          throw new FormatException(
              "deflated numbers end after %d of %d bytes".formatted(length, size));
        }
        length += n;
      }
      return ByteBuffer.wrap(bytes).order(deflated.order());
    } catch (DataFormatException e) {
      throw new FormatException("deflated numbers are broken");
    } finally {
      inflater.end();
    }
  }
}
