package org.palpebra.model.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.palpebra.PalpebraException;
import org.palpebra.internal.FileErrors;

/** The numeric fields of a MATLAB 5 file, checked; matrices come column after column. */
final class MatFields {
  private final Path source;
  private final Map<String, Mat5.Matrix> matrices;

  private MatFields(Path source, Map<String, Mat5.Matrix> matrices) {
    this.source = source;
    this.matrices = matrices;
  }

  /**
   * Memory-maps a file and finds some of its fields.
   *
   * @param wanted names of matrices; the file need not have them
   */
  static MatFields open(Path source, Set<String> wanted) {
    try (FileChannel channel = FileChannel.open(source)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new PalpebraException(source + ": larger than 2 GiB; save fewer fields");
      }
      return new MatFields(
          source,
          Mat5.matrices(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), wanted));
    } catch (IOException e) {
      throw FileErrors.unreadable(source, e);
    } catch (Mat5.FormatException e) {
      throw new PalpebraException(
          source
              + ": cannot be read as a MATLAB 5 file ("
              + String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ")
              + "); get it again",
          e);
    }
  }

  /** How many numbers a field has. */
  int count(String field) {
    return matrix(field).count();
  }

  /** A field's numbers, each multiplied by {@code scale}; all finite. */
  float[] floats(String field, float scale, int count) {
    Mat5.Matrix matrix = matrix(field, count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = scale * (float) matrix.number(i);
      if (!Float.isFinite(values[i])) {
        throw bad(field, "number " + i + " is not finite", "get the file again");
      }
    }
    return values;
  }

  /**
   * Some rows of a matrix' first columns, column after column; all finite.
   *
   * @param rows how many the matrix has
   * @param picked the rows, from 0
   * @param scales a factor for each column
   */
  float[] rows(String field, int rows, int[] picked, float[] scales) {
    Mat5.Matrix matrix = matrix(field);
    if (matrix.count() % rows != 0 || matrix.count() / rows < scales.length) {
      throw bad(
          field,
          "has %d numbers, expected %d rows of at least %d"
              .formatted(matrix.count(), rows, scales.length),
          "take all fields from one model");
    }
    float[] values = new float[picked.length * scales.length];
    for (int k = 0; k < scales.length; k++) {
      for (int r = 0; r < picked.length; r++) {
        float value = scales[k] * (float) matrix.number(k * rows + picked[r]);
        if (!Float.isFinite(value)) {
          throw bad(field, "a number in column " + k + " is not finite", "get the file again");
        }
        values[k * picked.length + r] = value;
      }
    }
    return values;
  }

  /** A field's one-based indices in {@code 1..limit}, made zero-based. */
  int[] indices(String field, int limit, int count) {
    Mat5.Matrix matrix = matrix(field, count);
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      double value = matrix.number(i);
      if (!(value >= 1 && value <= limit) || value != Math.rint(value)) {
        throw bad(field, "%s is no index in 1..%d".formatted(value, limit), "get the file again");
      }
      values[i] = (int) value - 1;
    }
    return values;
  }

  PalpebraException bad(String field, String problem, String remedy) {
    return FileErrors.bad(source, field, problem, remedy);
  }

  private Mat5.Matrix matrix(String field, int count) {
    Mat5.Matrix matrix = matrix(field);
    if (matrix.count() != count) {
      throw bad(
          field,
          "has %d numbers, expected %d".formatted(matrix.count(), count),
          "take all fields from one model");
    }
    return matrix;
  }

  private Mat5.Matrix matrix(String field) {
    Mat5.Matrix matrix = matrices.get(field);
    if (matrix == null) {
      throw bad(field, "is missing or no matrix of numbers", "get the complete file");
    }
    return matrix;
  }
}
