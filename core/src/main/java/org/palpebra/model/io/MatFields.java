package org.palpebra.model.io;

import java.io.IOException;
import java.nio.file.Path;
import org.palpebra.PalpebraException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;

/** The numeric fields of a MATLAB 5 file, checked; matrices come column after column. */
final class MatFields {
  private final Path source;
  private final MatFile file;

  private MatFields(Path source, MatFile file) {
    this.source = source;
    this.file = file;
  }

  static MatFields open(Path source) {
    try {
      return new MatFields(source, Mat5.readFromFile(source.toFile()));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // The parser answers broken files with whatever it stumbles over, huge sizes included.
      throw new PalpebraException(
          source + ": cannot be read as a MATLAB 5 file (" + oneLine(e) + "); get it again", e);
    }
  }

  /** How many numbers a field has. */
  int count(String field) {
    return matrix(field).getNumElements();
  }

  /** A field's numbers, each multiplied by {@code scale}; all finite. */
  float[] floats(String field, float scale, int count) {
    Matrix matrix = matrix(field, count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = scale * matrix.getFloat(i);
      if (!Float.isFinite(values[i])) {
        throw bad(field, "number " + i + " is not finite", "get the file again");
      }
    }
    return values;
  }

  /** A field's one-based indices in {@code 1..limit}, made zero-based. */
  int[] indices(String field, int limit, int count) {
    Matrix matrix = matrix(field, count);
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      double value = matrix.getDouble(i);
      if (!(value >= 1 && value <= limit) || value != Math.rint(value)) {
        throw bad(field, "%s is no index in 1..%d".formatted(value, limit), "get the file again");
      }
      values[i] = (int) value - 1;
    }
    return values;
  }

  PalpebraException bad(String field, String problem, String remedy) {
    return new PalpebraException("%s: %s: %s; %s".formatted(source, field, problem, remedy));
  }

  private Matrix matrix(String field, int count) {
    Matrix matrix = matrix(field);
    if (matrix.getNumElements() != count) {
      throw bad(
          field,
          "has %d numbers, expected %d".formatted(matrix.getNumElements(), count),
          "take all fields from one file");
    }
    return matrix;
  }

  private Matrix matrix(String field) {
    try {
      return file.getMatrix(field);
    } catch (RuntimeException e) {
      throw new PalpebraException(
          source + ": " + field + ": is missing or no matrix; get Deep3DFaceRecon's file", e);
    }
  }

  private static String oneLine(Throwable e) {
    return e.toString().lines().findFirst().orElse("");
  }
}
