package org.palpebra.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;

/** Where the files of a bundle lie. Paths have been checked by {@link BundlePaths}. */
interface BundleFiles extends AutoCloseable {
  /**
   * Reads a whole file.
   *
   * @param limit bytes that it may have
   * @return null if there is no such file
   * @throws IOException if it is longer than the limit or cannot be read
   */
  byte @Nullable [] read(String path, long limit) throws IOException;

  @Override
  default void close() {}

  /** A directory, or the zip file that holds one. */
  static BundleFiles of(Path location) {
    if (Files.isDirectory(location)) {
      return new Directory(location);
    }
    if (!Files.exists(location)) {
      throw new PalpebraException(
          location
              + ": no such bundle; give a folder, a zip file, or one of "
              + Bundle.EMBEDDED_NAMES);
    }
    return Zip.open(location);
  }

  private static byte[] readAtMost(InputStream in, long limit) throws IOException {
    long most = Math.min(limit, Integer.MAX_VALUE - 16);
    byte[] bytes = in.readNBytes((int) most);
    if (bytes.length == most && in.read() >= 0) {
      throw new IOException("is longer than " + limit + " bytes");
    }
    return bytes;
  }

  /** A folder; links that lead out of it are refused. */
  record Directory(Path root) implements BundleFiles {
    @Override
    public byte @Nullable [] read(String path, long limit) throws IOException {
      Path file = root.resolve(path);
      if (!Files.isRegularFile(file)) {
        return null;
      }
      if (!file.toRealPath().startsWith(root.toRealPath())) {
        throw new IOException("is a link that leads out of the bundle");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return readAtMost(in, limit);
      }
    }
  }

  /** A zip file with {@code bundle.json} at its root or in its only folder. */
  record Zip(ZipFile zip, String prefix) implements BundleFiles {
    static Zip open(Path file) {
      ZipFile zip;
      try {
        zip = new ZipFile(file.toFile());
      } catch (IOException e) {
        throw new PalpebraException(
            file + ": is neither a folder nor a readable zip file (" + e.getMessage() + ")", e);
      }
      return new Zip(zip, prefix(zip));
    }

    private static String prefix(ZipFile zip) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        String name = entries.nextElement().getName();
        if (name.endsWith("/" + Bundle.MANIFEST) && name.indexOf('/') == name.lastIndexOf('/')) {
          return name.substring(0, name.lastIndexOf('/') + 1);
        }
      }
      return "";
    }

    @Override
    public byte @Nullable [] read(String path, long limit) throws IOException {
      ZipEntry entry = zip.getEntry(path.equals(Bundle.MANIFEST) ? manifest() : prefix() + path);
      if (entry == null || entry.isDirectory()) {
        return null;
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return readAtMost(in, limit);
      }
    }

    private String manifest() {
      return prefix + Bundle.MANIFEST;
    }

    @Override
    public void close() {
      try {
        zip.close();
      } catch (IOException e) {
        throw new PalpebraException(zip.getName() + ": cannot be closed: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Resources beside this class.
   *
   * @param folders searched in this order, so that bundles can share files
   */
  record Resources(String... folders) implements BundleFiles {
    @Override
    public byte @Nullable [] read(String path, long limit) throws IOException {
      for (String folder : folders) {
        try (InputStream in = Bundle.class.getResourceAsStream(folder + "/" + path)) {
          if (in != null) {
            return readAtMost(in, limit);
          }
        }
      }
      return null;
    }
  }
}
