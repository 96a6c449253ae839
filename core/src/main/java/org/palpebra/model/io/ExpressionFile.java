package org.palpebra.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palpebra.PalpebraException;
import org.palpebra.internal.FileErrors;

/**
 * {@code Exp_Pca.bin}: an int32 with the number of columns, the mean and the columns as float32,
 * all little-endian; {@code std_exp.txt} has the columns' deviations.
 */
final class ExpressionFile {
  private static final int MAX_COLUMNS = 1000;
  private static final long MAX_TEXT = 1 << 16;

  private final Path source;
  private final ByteBuffer bytes;
  private final int columns;
  private final int rows;

  private ExpressionFile(Path source, ByteBuffer bytes, int columns, int rows) {
    this.source = source;
    this.bytes = bytes;
    this.columns = columns;
    this.rows = rows;
  }

  /** Memory-maps a file. */
  static ExpressionFile open(Path source, int vertexCount) {
    try (FileChannel channel = FileChannel.open(source)) {
      long size = channel.size();
      if (size < 4 || size > Integer.MAX_VALUE) {
        throw bad(source, "has %d bytes".formatted(size));
      }
      ByteBuffer bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
      int columns = bytes.getInt(0);
      if (columns < 1 || columns > MAX_COLUMNS) {
        throw bad(source, "names %d columns".formatted(columns));
      }
      long expected = 4 + 4 * 3L * vertexCount * (columns + 1L);
      if (size != expected) {
        throw bad(
            source,
            "has %d bytes, %d columns of %d vertices need %d"
                .formatted(size, columns, vertexCount, expected));
      }
      return new ExpressionFile(source, bytes, columns, 3 * vertexCount);
    } catch (IOException e) {
      throw FileErrors.unreadable(source, e);
    }
  }

  int columns() {
    return columns;
  }

  /** Some rows of the first columns, column after column. */
  float[] rows(int[] picked, float[] scales) {
    float[] values = new float[picked.length * scales.length];
    for (int k = 0; k < scales.length; k++) {
      for (int r = 0; r < picked.length; r++) {
        float value = scales[k] * bytes.getFloat(4 + 4 * ((k + 1) * rows + picked[r]));
        if (!Float.isFinite(value)) {
          throw bad(source, "a number in column %d is not finite".formatted(k));
        }
        values[k * picked.length + r] = value;
      }
    }
    return values;
  }

  static float[] deviations(Path source, int count) {
    String[] words = words(source);
    if (words.length != count) {
      throw bad(source, "has %d deviations for %d columns".formatted(words.length, count));
    }
    float[] deviations = new float[count];
    for (int i = 0; i < count; i++) {
      try {
        deviations[i] = Float.parseFloat(words[i]);
      } catch (NumberFormatException e) {
        throw bad(source, "deviation %d is no number".formatted(i));
      }
      if (!(deviations[i] > 0 && Float.isFinite(deviations[i]))) {
        throw bad(source, "deviation %d is %s".formatted(i, deviations[i]));
      }
    }
    return deviations;
  }

  private static String[] words(Path source) {
    try {
      if (Files.size(source) > MAX_TEXT) {
        throw bad(source, "is larger than 64 KiB");
      }
      return Files.readString(source, StandardCharsets.ISO_8859_1).strip().split("\\s+", -1);
    } catch (IOException e) {
      throw FileErrors.unreadable(source, e);
    }
  }

  private static PalpebraException bad(Path source, String problem) {
    return new PalpebraException(
        "%s: %s; take the file of Guo et al.'s expressions that Deep3DFaceRecon links to"
            .formatted(source, problem));
  }
}
