package org.palpebra.model.io;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.internal.FileErrors;

/** The datasets of an HDF5 file, checked; rows one after the other. */
final class Hdf5Fields {
  /** Numbers that are deflated to less than a 64th are no measurements. */
  private static final long MAX_INFLATION = 64;

  private final Path source;
  private final HdfFile file;
  private final long size;

  private Hdf5Fields(Path source, HdfFile file, long size) {
    this.source = source;
    this.file = file;
    this.size = size;
  }

  /** Memory-maps a file; a file that is mapped allocates nothing that is not there. */
  static Hdf5Fields open(Path source) {
    try (FileChannel channel = FileChannel.open(source)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new PalpebraException(source + ": larger than 2 GiB; give a smaller model");
      }
      return new Hdf5Fields(
          source,
          HdfFile.fromByteBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())),
          channel.size());
    } catch (IOException e) {
      throw FileErrors.unreadable(source, e);
    } catch (PalpebraException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw broken(source, "cannot be read as HDF5", e);
    }
  }

  /** Whether there is a dataset or group at that path. */
  boolean contains(String path) {
    return guarded(path, () -> node(path).isPresent());
  }

  /** The extents of a dataset of numbers. */
  long[] shape(String path) {
    return guarded(path, () -> dataset(path).getDimensionsAsLong());
  }

  /** Numbers of any floating or whole type; all finite. */
  float[] floats(String path, long... shape) {
    Object values = numbers(path, shape);
    float[] floats;
    if (values instanceof float[] f) {
      floats = f;
    } else if (values instanceof double[] d) {
      floats = new float[d.length];
      for (int i = 0; i < d.length; i++) {
        floats[i] = (float) d[i];
      }
    } else {
      throw bad(path, "holds no floating-point numbers", "store float32 or float64");
    }
    for (int i = 0; i < floats.length; i++) {
      if (!Float.isFinite(floats[i])) {
        throw bad(path, "number " + i + " is not finite", "get the file again");
      }
    }
    return floats;
  }

  /** Zero-based indices below a limit. */
  int[] indices(String path, int limit, long... shape) {
    Object values = numbers(path, shape);
    int[] indices;
    if (values instanceof int[] i) {
      indices = i;
    } else if (values instanceof long[] l) {
      indices = Arrays.stream(l).mapToInt(i -> i == (int) i ? (int) i : -1).toArray();
    } else {
      throw bad(path, "holds no whole numbers", "store int32 or uint32");
    }
    for (int index : indices) {
      if (index < 0 || index >= limit) {
        throw bad(
            path, "index %d is outside 0..%d".formatted(index, limit - 1), "get the file again");
      }
    }
    return indices;
  }

  /** A dataset of one number; null if it is not there. */
  @Nullable Float number(String path) {
    if (!contains(path)) {
      return null;
    }
    Object value = single(path);
    if (value instanceof float[] f) {
      return f[0];
    }
    if (value instanceof int[] i) {
      return (float) i[0];
    }
    throw bad(path, "is no number", "store float32 or int32");
  }

  /** A dataset of one string; null if it is not there. */
  @Nullable String text(String path) {
    if (!contains(path)) {
      return null;
    }
    if (single(path) instanceof String[] s && s[0] != null) {
      return s[0];
    }
    throw bad(path, "is no string", "get the file again");
  }

  PalpebraException bad(String path, String problem, String remedy) {
    return FileErrors.bad(source, path, problem, remedy);
  }

  private Object numbers(String path, long... shape) {
    return guarded(
        path,
        () -> {
          Dataset dataset = dataset(path);
          long[] got = dataset.getDimensionsAsLong();
          if (!Arrays.equals(got, shape)) {
            throw bad(
                path,
                "has shape %s, expected %s".formatted(Arrays.toString(got), Arrays.toString(shape)),
                "take all fields from one model");
          }
          if (dataset.getSizeInBytes() < dataset.getSize()
              || dataset.getSizeInBytes() > MAX_INFLATION * size) {
            throw bad(path, "is larger than the file", "get the file again");
          }
          return dataset.getDataFlat();
        });
  }

  private Object single(String path) {
    return guarded(
        path,
        () -> {
          Dataset dataset = dataset(path);
          if (dataset.getSize() != 1 || dataset.getSizeInBytes() > size) {
            throw bad(path, "is not one value", "get the file again");
          }
          return dataset.getDataFlat();
        });
  }

  private Dataset dataset(String path) {
    Node node = node(path).orElse(null);
    if (node instanceof Dataset dataset) {
      return dataset;
    }
    throw bad(path, node == null ? "is missing" : "is no dataset", "get the complete file");
  }

  private Optional<Node> node(String path) {
    Node node = file;
    for (String name : path.substring(1).split("/", -1)) {
      node = node instanceof Group group ? group.getChild(name) : null;
      if (node == null) {
        return Optional.empty();
      }
    }
    return Optional.of(node);
  }

  private interface Access<T> {
    T get();
  }

  private <T> T guarded(String path, Access<T> access) {
    try {
      return access.get();
    } catch (PalpebraException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // The library answers broken files with whatever it stumbles over.
      throw broken(source, path + ": cannot be read", e);
    }
  }

  private static PalpebraException broken(Path source, String problem, Throwable e) {
    String cause = e.toString().lines().findFirst().orElse("");
    return new PalpebraException(
        "%s: %s (%s); get the file again".formatted(source, problem, cause), e);
  }
}
