package org.palpebra.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.internal.OneLine;

/** Where the files of a bundle lie. Paths have been checked by {@link BundlePaths}. */
interface BundleFiles extends AutoCloseable {
  /**
   * Reads a whole file. Takes no more memory than the limit, however long the file is or however
   * far it inflates.
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
      throw tooLong(limit);
    }
    return bytes;
  }

  private static IOException tooLong(long limit) {
    return new IOException(
        "is longer than " + limit + " bytes; fetch the bundle again, or run 'bundle create'");
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
        throw new IOException(
            "is a link that leads out of the bundle; put the file itself into the bundle");
      }
      if (Files.size(file) > limit) {
        throw tooLong(limit);
      }
      try (InputStream in = Files.newInputStream(file)) {
        return readAtMost(in, limit);
      }
    }
  }

  /** A zip file with {@code bundle.json} at its root or in its only folder. */
  record Zip(ZipFile zip, String prefix) implements BundleFiles {
    private static final int MAX_ENTRIES = 10_000;

    static Zip open(Path file) {
      ZipFile zip;
      try {
        zip = new ZipFile(file.toFile());
      } catch (IOException | IllegalArgumentException e) {
        throw new PalpebraException(
            "%s: is neither a folder nor a readable zip file (%s); fetch it again"
                .formatted(file, e.getMessage()),
            e);
      }
      try {
        List<String> names = names(zip, file);
        refuseTwins(names, file);
        return new Zip(zip, prefix(names, file));
      } catch (RuntimeException e) {
        closeAfter(e, zip);
        throw e;
      }
    }

    private static void closeAfter(RuntimeException cause, ZipFile zip) {
      try {
        zip.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }

    private static List<String> names(ZipFile zip, Path file) {
      if (zip.size() > MAX_ENTRIES) {
        throw new PalpebraException(
            "%s: has %d entries, a bundle has at most %d; pack only the bundle"
                .formatted(file, zip.size(), MAX_ENTRIES));
      }
      List<String> names = new ArrayList<>(zip.size());
      zip.stream().map(ZipEntry::getName).forEach(names::add);
      for (String name : names) {
        if (!BundlePaths.contained(name)) {
          throw new PalpebraException(
              "%s: entry '%s' leads out of the bundle; pack it anew with 'bundle create --zip'"
                  .formatted(file, OneLine.of(name)));
        }
      }
      return names;
    }

    /** Two entries of one name, or of names that differ in case only, can be taken for another. */
    private static void refuseTwins(List<String> names, Path file) {
      Map<String, String> seen = new HashMap<>();
      for (String name : names) {
        String twin = seen.put(BundlePaths.folded(name), name);
        if (twin != null) {
          throw new PalpebraException(
              "%s: entries '%s' and '%s' have one name; pack it anew with 'bundle create --zip'"
                  .formatted(file, OneLine.of(twin), OneLine.of(name)));
        }
      }
    }

    private static String prefix(List<String> names, Path file) {
      if (names.contains(Bundle.MANIFEST)) {
        return "";
      }
      List<String> folders =
          names.stream()
              .filter(name -> name.endsWith("/" + Bundle.MANIFEST))
              .filter(name -> name.indexOf('/') == name.lastIndexOf('/'))
              .map(name -> name.substring(0, name.lastIndexOf('/') + 1))
              .toList();
      if (folders.size() > 1) {
        throw new PalpebraException(
            "%s: holds the bundles %s; pack one per file"
                .formatted(file, OneLine.of(folders.toString())));
      }
      return folders.isEmpty() ? "" : folders.get(0);
    }

    @Override
    public byte @Nullable [] read(String path, long limit) throws IOException {
      ZipEntry entry = zip.getEntry(path.equals(Bundle.MANIFEST) ? manifest() : prefix() + path);
      if (entry == null || entry.isDirectory()) {
        return null;
      }
      if (entry.getSize() > limit) {
        throw tooLong(limit);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        if (in == null) {
          return null;
        }
        return readAtMost(in, limit);
      } catch (RuntimeException e) {
        throw new IOException("cannot be unpacked (" + e + "); fetch the bundle again", e);
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
