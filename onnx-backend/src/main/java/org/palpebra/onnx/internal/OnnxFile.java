package org.palpebra.onnx.internal;

import java.util.Map;
import org.palpebra.PalpebraException;

/**
 * Looks through the bytes of an ONNX file, which is a {@code ModelProto} of protocol buffers, for
 * tensors that lie in other files. ONNX Runtime would look for them in the working directory.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
public final class OnnxFile {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int MESSAGE = 2;
  private static final int FOUR_BYTES = 5;

  /** Deeper than protocol buffers read messages. */
  private static final int DEEPEST = 100;

  /** Messages that hold tensors, with the numbers of the fields that lead to them. */
  private enum Kind {
    MODEL,
    GRAPH,
    TRAINING,
    FUNCTION,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR,
    EXTERNAL_DATA
  }

  private static final Map<Kind, Map<Integer, Kind>> FIELDS =
      Map.of(
          Kind.MODEL, Map.of(7, Kind.GRAPH, 20, Kind.TRAINING, 25, Kind.FUNCTION),
          Kind.GRAPH, Map.of(1, Kind.NODE, 5, Kind.TENSOR, 15, Kind.SPARSE_TENSOR),
          Kind.TRAINING, Map.of(1, Kind.GRAPH, 2, Kind.GRAPH),
          Kind.FUNCTION, Map.of(7, Kind.NODE, 11, Kind.ATTRIBUTE),
          Kind.NODE, Map.of(5, Kind.ATTRIBUTE),
          Kind.ATTRIBUTE,
              Map.of(
                  5, Kind.TENSOR,
                  6, Kind.GRAPH,
                  10, Kind.TENSOR,
                  11, Kind.GRAPH,
                  22, Kind.SPARSE_TENSOR,
                  23, Kind.SPARSE_TENSOR),
          Kind.SPARSE_TENSOR, Map.of(1, Kind.TENSOR, 2, Kind.TENSOR),
          Kind.TENSOR, Map.of(13, Kind.EXTERNAL_DATA));

  private final byte[] bytes;
  private final String file;
  private int position;

  private OnnxFile(byte[] bytes, String file) {
    this.bytes = bytes;
    this.file = file;
  }

  /**
   * Returns if all tensors lie in the file.
   *
   * @param file for messages
   * @throws PalpebraException if one lies elsewhere or these are no protocol buffers
   */
  public static void requireSelfContained(byte[] bytes, String file) {
    new OnnxFile(bytes, file).scan(Kind.MODEL, bytes.length, 0);
  }

  private void scan(Kind kind, int end, int depth) {
    if (depth > DEEPEST) {
      throw broken();
    }
    while (position < end) {
      long tag = varint(end);
      switch ((int) (tag & 7)) {
        case VARINT -> varint(end);
        case EIGHT_BYTES -> skip(Long.BYTES, end);
        case FOUR_BYTES -> skip(Integer.BYTES, end);
        case MESSAGE -> {
          long length = varint(end);
          int start = position;
          skip(length, end);
          Kind part = FIELDS.getOrDefault(kind, Map.of()).get((int) (tag >>> 3));
          if (part == Kind.EXTERNAL_DATA) {
            throw new PalpebraException(
                file
                    + ": is not an ONNX network that can be run: a tensor lies in another file; save"
                    + " the network as one file");
          }
          if (part != null) {
            int after = position;
            position = start;
            scan(part, after, depth + 1);
          }
        }
        default -> throw broken();
      }
    }
  }

  private void skip(long length, int end) {
    if (length < 0 || length > end - position) {
      throw broken();
    }
    position += (int) length;
  }

  private long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position >= end) {
        throw broken();
      }
      byte b = bytes[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw broken();
  }

  private PalpebraException broken() {
    return new PalpebraException(
        "%s: is not an ONNX network that can be run: no protocol buffer at byte %d; export it again"
            .formatted(file, position));
  }
}
