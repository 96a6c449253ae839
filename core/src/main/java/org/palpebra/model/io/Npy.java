package org.palpebra.model.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One NumPy array, versions 1 to 3 of the format, in C or Fortran order.
 *
 * @param data from the first number on, little-endian
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">format</a>
 */
record Npy(String type, boolean fortran, long[] shape, ByteBuffer data) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 16;
  private static final int MAX_DIMENSIONS = 8;
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']{1,8})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  /** A broken or unsupported array; the message says what is wrong, the remedy what to do. */
  static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String remedy;

    FormatException(String message, String remedy) {
      super(message);
      this.remedy = remedy;
    }

    String remedy() {
      return remedy;
    }
  }

  static Npy of(byte[] file) throws FormatException {
    if (file.length < 10 || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw broken("is no NumPy array");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = file[6] >= 2;
    int start = wide ? 12 : 10;
    long length = file.length < start ? -1 : wide ? bytes.getInt(8) : bytes.getShort(8) & 0xffff;
    if (length < 0 || length > Math.min(MAX_HEADER, file.length - start)) {
      throw broken("has a header of %d bytes".formatted(length));
    }
    String header = new String(file, start, (int) length, StandardCharsets.ISO_8859_1);
    int from = start + (int) length;
    ByteBuffer data = bytes.slice(from, file.length - from).order(ByteOrder.LITTLE_ENDIAN);
    Npy array =
        new Npy(
            type(header), find(ORDER, header, "fortran_order").equals("True"), shape(header), data);
    if (array.count() * array.itemBytes() != data.remaining()) {
      throw broken(
          "has %d bytes for %d numbers of type %s"
              .formatted(data.remaining(), array.count(), array.type()));
    }
    return array;
  }

  int count() {
    long count = 1;
    for (long extent : shape) {
      count *= extent;
    }
    return (int) count;
  }

  /** Whether the numbers are whole by type. */
  boolean whole() {
    return type.charAt(1) != 'f';
  }

  /** All numbers in C order. */
  double[] numbers() {
    double[] numbers = new double[count()];
    long[] index = new long[shape.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(fortran ? fortranPosition(index) : i);
      advance(index);
    }
    return numbers;
  }

  private void advance(long[] index) {
    for (int d = index.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
      index[d] = 0;
    }
  }

  private int fortranPosition(long[] index) {
    long position = 0;
    for (int d = index.length - 1; d >= 0; d--) {
      position = position * shape[d] + index[d];
    }
    return (int) position;
  }

  private double number(int i) {
    return switch (type) {
      case "<f4" -> data.getFloat(4 * i);
      case "<f8" -> data.getDouble(8 * i);
      case "<i4" -> data.getInt(4 * i);
      case "<u4" -> data.getInt(4 * i) & 0xffffffffL;
      case "<i8" -> data.getLong(8 * i);
      default -> data.get(i) & 0xff;
    };
  }

  private int itemBytes() {
    return type.charAt(2) - '0';
  }

  private static String type(String header) throws FormatException {
    String type = find(TYPE, header, "descr");
    return switch (type) {
      case "<f4", "<f8", "<i4", "<i8", "<u4", "|u1" -> type;
      case "|O" ->
          throw new FormatException(
              "is a pickled Python object, which is code and is not run",
              "save plain arrays as docs/face-models.md shows for FLAME");
      default ->
          throw new FormatException(
              "has numbers of type " + type.replaceAll("\\p{Cntrl}", " "),
              "save it as float32 or int32");
    };
  }

  private static long[] shape(String header) throws FormatException {
    String list = find(SHAPE, header, "shape").replace(" ", "");
    String[] words =
        (list.endsWith(",") ? list.substring(0, list.length() - 1) : list).split(",", -1);
    if (words.length > MAX_DIMENSIONS) {
      throw broken("has %d dimensions".formatted(words.length));
    }
    if (words.length == 1 && words[0].isEmpty()) {
      return new long[0];
    }
    long[] shape = new long[words.length];
    long count = 1;
    for (int d = 0; d < shape.length; d++) {
      if (words[d].isEmpty() || words[d].length() > 9) {
        throw broken("has no proper shape");
      }
      shape[d] = Long.parseLong(words[d]);
      count *= shape[d];
      if (count > Integer.MAX_VALUE / 8) {
        throw broken("has more than 2 GiB");
      }
    }
    return shape;
  }

  private static String find(Pattern pattern, String header, String key) throws FormatException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw broken("has no proper " + key + " in its header");
    }
    return matcher.group(1);
  }

  private static FormatException broken(String problem) {
    return new FormatException(problem, "save it again with numpy.savez");
  }
}
