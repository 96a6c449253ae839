package org.palpebra.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.internal.Sha256;

/** Makes bundles. */
public final class BundleWriter {
  private BundleWriter() {}

  /**
   * Writes {@code bundle.json} into a folder that holds the files already, with their sizes and
   * hashes filled in.
   *
   * @param manifest hashes and sizes in it are replaced
   * @param shared where files lie that the folder lacks (bundles inside the library share their
   *     face model)
   * @return the manifest as written
   * @throws PalpebraException if a file is missing or the manifest is not in order
   */
  public static BundleManifest write(Path folder, BundleManifest manifest, Path... shared) {
    String file = folder + "/" + Bundle.MANIFEST;
    Bundle.checkContent(file, manifest);
    Map<String, BundleManifest.FileEntry> entries = new LinkedHashMap<>();
    manifest.files().forEach((role, entry) -> entries.put(role, filled(folder, entry, shared)));
    BundleManifest complete = manifest.withFiles(entries);
    try {
      Files.write(folder.resolve(Bundle.MANIFEST), ManifestJson.write(complete));
    } catch (IOException e) {
      throw new PalpebraException(
          file + ": cannot be written: " + e.getMessage() + "; check the folder", e);
    }
    return complete;
  }

  /**
   * Fills in sizes and hashes of the {@code bundle.json} that lies in a folder.
   *
   * @param shared as in {@link #write}
   * @return the manifest as written
   */
  public static BundleManifest complete(Path folder, Path... shared) {
    BundleManifest manifest = Bundle.manifest(folder.toString(), new BundleFiles.Directory(folder));
    return write(folder, manifest, shared);
  }

  /** Packs a bundle into a zip file, the same bytes for the same content. */
  public static void zip(Path folder, Path zip) {
    try (Bundle bundle = Bundle.open(folder);
        OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      add(entries, Bundle.MANIFEST, ManifestJson.write(bundle.manifest()));
      for (Map.Entry<String, BundleManifest.FileEntry> file :
          bundle.manifest().files().entrySet()) {
        add(entries, file.getValue().path(), bundle.read(file.getKey()).bytes());
      }
    } catch (IOException e) {
      throw new PalpebraException(
          zip + ": cannot be written: " + e.getMessage() + "; check the folder", e);
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(FileTime.fromMillis(315_619_200_000L)); // 1980-01-02, zip's beginning
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static BundleManifest.FileEntry filled(
      Path folder, BundleManifest.FileEntry entry, Path... shared) {
    Path home = folder;
    for (Path other : shared) {
      if (!Files.exists(home.resolve(entry.path()))) {
        home = other;
      }
    }
    byte[] bytes =
        Bundle.read(
            new BundleFiles.Directory(home), home.toString(), entry.path(), Bundle.MAX_FILE);
    return new BundleManifest.FileEntry(
        entry.path(), Sha256.of(bytes), (long) bytes.length, entry.licence(), entry.source());
  }
}
