package org.palpebra.model.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.internal.FileErrors;

/** The arrays of a NumPy archive, checked; in C order. */
final class NpzFields {
  /** No deflated byte holds more than this many. */
  private static final long MAX_INFLATION = 1032;

  private static final long MAX_ARRAY = 1 << 30;

  private final Path source;
  private final Map<String, Npy> arrays;

  private NpzFields(Path source, Map<String, Npy> arrays) {
    this.source = source;
    this.arrays = arrays;
  }

  /**
   * Reads some arrays of a file and leaves out the rest.
   *
   * @param wanted names without {@code .npy}; the file need not have them
   */
  static NpzFields open(Path source, Set<String> wanted) {
    Map<String, Npy> arrays = new HashMap<>();
    try (ZipFile zip = new ZipFile(source.toFile())) {
      long limit = Math.min(MAX_ARRAY, Files.size(source) * MAX_INFLATION);
      for (String name : wanted) {
        ZipEntry entry = zip.getEntry(name + ".npy");
        if (entry != null) {
          arrays.put(name, array(source, name, zip, entry, limit));
        }
      }
      return new NpzFields(source, arrays);
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      String cause = e.toString().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
      throw new PalpebraException(
          "%s: cannot be read as a NumPy archive (%s); save it again with numpy.savez"
              .formatted(source, cause),
          e);
    }
  }

  private static Npy array(Path source, String name, ZipFile zip, ZipEntry entry, long limit)
      throws IOException {
    long size = entry.getSize();
    if (size < 0 || size > limit) {
      throw FileErrors.bad(
          source, name, "names a size of " + size, "save it again with numpy.savez");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length != size) {
        throw FileErrors.bad(source, name, "ends early", "save it again with numpy.savez");
      }
      return Npy.of(bytes);
    } catch (Npy.FormatException e) {
      throw FileErrors.bad(source, name, String.valueOf(e.getMessage()), e.remedy());
    }
  }

  boolean contains(String field) {
    return arrays.containsKey(field);
  }

  /** An array's extents. */
  long[] shape(String field) {
    return array(field).shape().clone();
  }

  /** All finite, each multiplied by {@code scale}. */
  float[] floats(String field, float scale, long... shape) {
    double[] numbers = shaped(field, shape).numbers();
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * numbers[i]);
      if (!Float.isFinite(values[i])) {
        throw bad(field, "number " + i + " is not finite", "save finite numbers");
      }
    }
    return values;
  }

  /** Zero-based indices below a limit. */
  int[] indices(String field, int limit, long... shape) {
    double[] numbers = whole(field, shape);
    int[] values = new int[numbers.length];
    for (int i = 0; i < values.length; i++) {
      if (!(numbers[i] >= 0 && numbers[i] < limit)) {
        throw bad(
            field,
            "index %.0f is outside 0..%d".formatted(numbers[i], limit - 1),
            "take all arrays from one model");
      }
      values[i] = (int) numbers[i];
    }
    return values;
  }

  /** Whole numbers of any size. */
  double[] whole(String field, long... shape) {
    Npy array = shaped(field, shape);
    if (!array.whole()) {
      throw bad(field, "has numbers of type " + array.type(), "save it as int32");
    }
    return array.numbers();
  }

  PalpebraException bad(String field, String problem, String remedy) {
    return FileErrors.bad(source, field, problem, remedy);
  }

  private Npy shaped(String field, long... shape) {
    Npy array = array(field);
    if (!Arrays.equals(array.shape(), shape)) {
      throw bad(
          field,
          "has shape %s, expected %s"
              .formatted(Arrays.toString(array.shape()), Arrays.toString(shape)),
          "take all arrays from one model");
    }
    return array;
  }

  private Npy array(String field) {
    @Nullable Npy array = arrays.get(field);
    if (array == null) {
      throw bad(field, "is missing", "save it with the others, see docs/face-models.md");
    }
    return array;
  }
}
