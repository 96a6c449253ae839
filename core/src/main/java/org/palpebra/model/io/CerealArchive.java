package org.palpebra.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palpebra.PalpebraException;
import org.palpebra.internal.FileErrors;

/**
 * A binary archive of the C++ library cereal, read from front to back. Numbers are little-endian;
 * an Eigen matrix is {@code int32} rows and columns and its {@code float32} elements column after
 * column; a vector is an {@code uint64} count and its elements. A declared size is compared with
 * what is left of the file before anything is allocated.
 */
final class CerealArchive {
  private static final int MAX_BYTES = 1 << 30;
  private static final int MAX_TEXT = 1000;
  private static final String CUT_OFF = "get the file again";

  private final Path source;
  private final ByteBuffer bytes;

  private CerealArchive(Path source, ByteBuffer bytes) {
    this.source = source;
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  static CerealArchive open(Path source) {
    try {
      if (Files.size(source) > MAX_BYTES) {
        throw new PalpebraException(
            "%s: size: is more than %d bytes; give one of eos' files".formatted(source, MAX_BYTES));
      }
      return new CerealArchive(source, ByteBuffer.wrap(Files.readAllBytes(source)));
    } catch (IOException e) {
      throw FileErrors.unreadable(source, e);
    }
  }

  PalpebraException bad(String field, String problem, String remedy) {
    return FileErrors.bad(source, field, problem, remedy);
  }

  int int32(String field) {
    require(field, Integer.BYTES, 1);
    return bytes.getInt();
  }

  /** The length of a vector whose elements take that many bytes at least. */
  int count(String field, int elementBytes) {
    require(field, Long.BYTES, 1);
    long count = bytes.getLong();
    require(field, elementBytes, count);
    return (int) count;
  }

  String text(String field) {
    int length = count(field, 1);
    if (length > MAX_TEXT) {
      throw bad(field, "has %d characters".formatted(length), CUT_OFF);
    }
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** A matrix of any size; all elements are finite. */
  Matrix matrix(String field) {
    int rows = int32(field);
    int columns = int32(field);
    if (rows < 0 || columns < 0) {
      throw bad(field, "is declared as %d×%d".formatted(rows, columns), CUT_OFF);
    }
    long count = (long) rows * columns;
    require(field, Float.BYTES, count);
    float[] data = new float[(int) count];
    for (int i = 0; i < data.length; i++) {
      data[i] = finite(field, i, bytes.getFloat());
    }
    return new Matrix(rows, columns, data);
  }

  /** A vector of vertex triples, each index below {@code vertexCount}. */
  int[] triangles(String field, int vertexCount) {
    int[] indices = new int[3 * count(field, 3 * Integer.BYTES)];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = bytes.getInt();
      if (indices[i] < 0 || indices[i] >= vertexCount) {
        throw bad(
            field, "%d is no vertex in 0..%d".formatted(indices[i], vertexCount - 1), CUT_OFF);
      }
    }
    return indices;
  }

  /** A vector of pairs of {@code float64}. */
  float[] pairs(String field) {
    float[] values = new float[2 * count(field, 2 * Double.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = finite(field, i, (float) bytes.getDouble());
    }
    return values;
  }

  void requireEnd() {
    if (bytes.hasRemaining()) {
      throw bad("end", bytes.remaining() + " bytes follow", CUT_OFF);
    }
  }

  private float finite(String field, int index, float value) {
    if (!Float.isFinite(value)) {
      throw bad(field, "number %d is not finite".formatted(index), CUT_OFF);
    }
    return value;
  }

  private void require(String field, int elementBytes, long count) {
    if (count < 0 || count > bytes.remaining() / elementBytes) {
      throw bad(
          field,
          "%s elements do not fit into the %d bytes left"
              .formatted(Long.toUnsignedString(count), bytes.remaining()),
          CUT_OFF);
    }
  }

  /**
   * @param data column after column
   */
  record Matrix(int rows, int columns, float[] data) {}
}
