package org.palpebra.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.palpebra.PalpebraException;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5Reader;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** The numeric fields of a MATLAB 5 file, checked; matrices come column after column. */
final class MatFields {
  /** No deflated byte holds more than this many. */
  private static final long MAX_INFLATION = 1032;

  private static final Set<MatlabType> NUMERIC =
      EnumSet.range(MatlabType.Double, MatlabType.UInt64);

  private final Path source;
  private final MatFile file;

  private MatFields(Path source, MatFile file) {
    this.source = source;
    this.file = file;
  }

  /**
   * Reads some fields of a file and leaves out the rest.
   *
   * @param wanted names of matrices; the file need not have them
   */
  static MatFields open(Path source, Set<String> wanted) {
    try (Source bytes = Sources.openFile(source.toFile())) {
      Mat5Reader reader =
          Mat5.newReader(bytes)
              .setBufferAllocator(new BoundedAllocator(Files.size(source) * MAX_INFLATION))
              .setEntryFilter(e -> wanted.contains(e.getName()) && NUMERIC.contains(e.getType()));
      return new MatFields(source, reader.readMat());
    } catch (IOException | RuntimeException e) {
      // The parser answers broken files with whatever it stumbles over.
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
          source
              + ": "
              + field
              + ": is missing or no matrix of numbers; get Deep3DFaceRecon's file",
          e);
    }
  }

  private static String oneLine(Throwable e) {
    return e.toString().lines().findFirst().orElse("");
  }

  /** Refuses the sizes that broken files ask for. */
  private record BoundedAllocator(long limit) implements BufferAllocator {
    @Override
    public ByteBuffer allocate(int size) {
      if (size < 0 || size > limit) {
        throw new IllegalArgumentException("asks for " + size + " bytes");
      }
      return ByteBuffer.allocate(size);
    }

    @Override
    public void release(ByteBuffer buffer) {
      // The garbage collector's business.
    }
  }
}
