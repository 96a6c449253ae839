package org.palpebra.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.palpebra.PalpebraException;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.onnx.internal.OneLine;
import org.palpebra.onnx.internal.Sha256;
import org.palpebra.onnx.opencv.CascadeFaceDetector;
import org.palpebra.onnx.opencv.YuNetFaceDetector;
import org.palpebra.spi.FaceDetector;

/**
 * A face model with the networks that belong to it: a folder, a zip file, or one that comes inside
 * this library. {@code bundle.json} says what is in it.
 *
 * <p>Nothing is trusted: every file is read whole, its size and SHA-256 are compared with the
 * manifest, and exactly those bytes are used. Paths cannot leave the bundle.
 *
 * <p>Holds the zip file open until {@link #close()}; what has been read stays usable.
 */
public final class Bundle implements AutoCloseable {
  /** Trained on synthetic faces and photos; the default. */
  public static final String EMBEDDED = "embedded";

  /** Trained on synthetic faces only. */
  public static final String EMBEDDED_SYNTHETIC = "embedded-synthetic";

  static final List<String> EMBEDDED_NAMES = List.of(EMBEDDED, EMBEDDED_SYNTHETIC);
  static final String MANIFEST = "bundle.json";

  private static final List<String> REQUIRED =
      List.of(BundleManifest.FACE_MODEL, BundleManifest.REGRESSOR, BundleManifest.EYE_STATE);
  private static final List<String> KNOWN =
      List.of(
          BundleManifest.FACE_MODEL,
          BundleManifest.REGRESSOR,
          BundleManifest.EYE_STATE,
          BundleManifest.DETECTOR);
  private static final long MAX_MANIFEST = 1 << 20;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** What one array holds. */
  static final long MAX_FILE = Integer.MAX_VALUE - 16;

  private static final int MAX_GROUP = 1 << 16;

  private final String location;
  private final BundleFiles files;
  private final BundleManifest manifest;

  private Bundle(String location, BundleFiles files, BundleManifest manifest) {
    this.location = location;
    this.files = files;
    this.manifest = manifest;
  }

  /**
   * Opens a bundle and checks its manifest; files are checked as they are read.
   *
   * @param location {@link #EMBEDDED}, {@link #EMBEDDED_SYNTHETIC}, a folder or a zip file
   * @throws PalpebraException one line naming file, key and remedy if the manifest is not in order
   */
  public static Bundle open(String location) {
    return switch (location) {
      case EMBEDDED -> open(location, new BundleFiles.Resources(EMBEDDED));
      case EMBEDDED_SYNTHETIC ->
          open(location, new BundleFiles.Resources(EMBEDDED_SYNTHETIC, EMBEDDED));
      default -> open(path(location));
    };
  }

  private static Path path(String location) {
    try {
      return Path.of(location);
    } catch (InvalidPathException e) {
      throw new PalpebraException(
          OneLine.of(location) + ": is no path; give a folder, a zip file, or " + EMBEDDED_NAMES,
          e);
    }
  }

  /** Opens a folder or a zip file; see {@link #open(String)}. */
  public static Bundle open(Path location) {
    return open(location.toString(), BundleFiles.of(location));
  }

  private static Bundle open(String location, BundleFiles files) {
    try {
      BundleManifest manifest = manifest(location, files);
      check(location + "/" + MANIFEST, manifest);
      return new Bundle(location, files, manifest);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** The manifest as it stands, without the checks of what it says. */
  static BundleManifest manifest(String location, BundleFiles files) {
    byte[] json = read(files, location, MANIFEST, MAX_MANIFEST);
    return ManifestJson.read(json, location + "/" + MANIFEST);
  }

  static void check(String file, BundleManifest manifest) {
    checkContent(file, manifest);
    manifest.files().forEach((role, entry) -> checkNumbers(file, "files." + role, entry));
  }

  private static void checkNumbers(String file, String key, BundleManifest.FileEntry entry) {
    String hash = entry.sha256();
    Long bytes = entry.bytes();
    if (hash == null || bytes == null) {
      throw new PalpebraException(
          "%s: %s has no sha256 or no bytes; 'palpebra bundle create' fills them in"
              .formatted(file, key));
    }
    if (!HASH.matcher(hash).matches()) {
      throw new PalpebraException(
          "%s: %s.sha256 '%s' is not 64 lower-case hex digits; 'palpebra bundle create' fills it in"
              .formatted(file, key, OneLine.of(hash)));
    }
    if (bytes < 0 || bytes > MAX_FILE) {
      throw new PalpebraException(
          "%s: %s.bytes is %d, a file may have 0..%d; 'palpebra bundle create' fills it in"
              .formatted(file, key, bytes, MAX_FILE));
    }
  }

  /** Checks all but sizes and hashes. */
  static void checkContent(String file, BundleManifest manifest) {
    if (manifest.schema() != BundleManifest.SCHEMA) {
      throw new PalpebraException(
          "%s: schema is %d, this version of Palpebra reads %d; use the version that made it"
              .formatted(file, manifest.schema(), BundleManifest.SCHEMA));
    }
    for (String role : REQUIRED) {
      if (!manifest.files().containsKey(role)) {
        throw missing(file, "files." + role);
      }
    }
    checkPaths(file, manifest.files());
    checkSizes(file, manifest.coefficients());
  }

  private static void checkPaths(String file, Map<String, BundleManifest.FileEntry> files) {
    Map<String, String> roles = new HashMap<>();
    roles.put(MANIFEST, "the manifest");
    files.forEach(
        (role, entry) -> {
          if (!KNOWN.contains(role)) {
            throw new PalpebraException(
                "%s: unknown key 'files.%s', known here are %s; correct or remove it"
                    .formatted(file, OneLine.of(role), KNOWN));
          }
          if (!BundlePaths.safe(entry.path())) {
            throw new PalpebraException(
                "%s: files.%s.path '%s' must be a plain relative path inside the bundle; rename the"
                        .formatted(file, role, OneLine.of(entry.path()))
                    + " file to letters, digits, '.', '_' and '-'");
          }
          String other = roles.put(BundlePaths.folded(entry.path()), "files." + role);
          if (other != null) {
            throw new PalpebraException(
                "%s: files.%s.path '%s' is also that of %s; give each its own file"
                    .formatted(file, role, entry.path(), other));
          }
        });
  }

  private static void checkSizes(String file, BundleManifest.CoefficientSizes sizes) {
    try {
      sizes.layout();
    } catch (IllegalArgumentException e) {
      throw new PalpebraException(
          "%s: coefficients: %s; give the sizes of the regressor's output"
              .formatted(file, e.getMessage()),
          e);
    }
    if (Math.max(sizes.identity(), Math.max(sizes.expression(), sizes.albedo())) > MAX_GROUP) {
      throw new PalpebraException(
          "%s: coefficients: no group may have more than %d, got %s; give the sizes of the"
                  .formatted(file, MAX_GROUP, sizes)
              + " regressor's output");
    }
  }

  private static PalpebraException missing(String file, String key) {
    return new PalpebraException(file + ": missing key '" + key + "'; add it");
  }

  public BundleManifest manifest() {
    return manifest;
  }

  public CoefficientLayout layout() {
    return manifest.coefficients().layout();
  }

  /** Whether there is a file for an optional role. */
  public boolean has(String role) {
    return manifest.files().containsKey(role);
  }

  /**
   * Reads a file and verifies it.
   *
   * @param role such as {@link BundleManifest#REGRESSOR}
   * @throws PalpebraException if it is missing, or has not the size and hash of the manifest
   */
  public BundleAsset read(String role) {
    BundleManifest.FileEntry entry = manifest.files().get(role);
    if (entry == null) {
      throw missing(location + "/" + MANIFEST, "files." + role);
    }
    long expected = entry.bytes() == null ? MAX_FILE : entry.bytes();
    byte[] bytes = read(files, location, entry.path(), Math.min(expected, MAX_FILE));
    String file = location + "/" + entry.path();
    if (bytes.length != expected) {
      throw new PalpebraException(
          "%s: has %d bytes, the manifest says %d; fetch the bundle again"
              .formatted(file, bytes.length, expected));
    }
    String hash = Sha256.of(bytes);
    if (!hash.equals(entry.sha256())) {
      throw new PalpebraException(
          "%s: wrong SHA-256 %s, the manifest says %s; fetch the bundle again"
              .formatted(file, hash, entry.sha256()));
    }
    return new BundleAsset(file, manifest.name() + "/" + role, hash, entry.licence(), bytes);
  }

  /**
   * Reads the face model.
   *
   * @return with the file's hash as {@code sha256} among its metadata, name and licence of the
   *     bundle as {@code bundle} and {@code bundleLicence}, and the manifest's licence of the file
   *     as {@code licenceInBundle} where it is another than the model's own
   * @throws PalpebraException as {@link #read}, or if it has other sizes than the manifest says
   */
  public MorphableModel faceModel() {
    BundleAsset asset = read(BundleManifest.FACE_MODEL);
    MorphableModel m = new SafetensorsReader().read(ByteBuffer.wrap(asset.bytes()), asset.file());
    if (!m.layout(layout().lighting()).equals(layout())) {
      throw new PalpebraException(
          "%s: has %s, coefficients in %s say %s; correct them, or take the model of the regressor"
              .formatted(asset.file(), m.layout(layout().lighting()), MANIFEST, layout()));
    }
    Map<String, String> metadata = new HashMap<>(m.metadata());
    metadata.put("sha256", asset.sha256());
    metadata.put("bundle", manifest.name());
    metadata.put("bundleLicence", manifest.licence());
    if (!asset.licence().equals(m.licence())) {
      metadata.put("licenceInBundle", asset.licence());
    }
    return m.withMetadata(metadata);
  }

  /**
   * The bundle's YuNet network if it has one, the cascades of OpenCV otherwise.
   *
   * @throws PalpebraException as {@link #read}, or if OpenCV cannot run it
   */
  public FaceDetector detector() {
    if (!has(BundleManifest.DETECTOR)) {
      return new CascadeFaceDetector();
    }
    BundleAsset asset = read(BundleManifest.DETECTOR);
    return new YuNetFaceDetector(
        asset.bytes(), asset.file(), asset.name(), asset.sha256(), asset.licence());
  }

  /** Reads and verifies every file. */
  public void verify() {
    for (Map.Entry<String, BundleManifest.FileEntry> file : manifest.files().entrySet()) {
      read(file.getKey());
    }
  }

  @Override
  public void close() {
    files.close();
  }

  static byte[] read(BundleFiles files, String location, String path, long limit) {
    try {
      byte[] bytes = files.read(path, limit);
      if (bytes == null) {
        throw new PalpebraException(
            location + "/" + path + ": no such file in the bundle; put it there");
      }
      return bytes;
    } catch (IOException e) {
      String reason = OneLine.of(String.valueOf(e.getMessage()));
      throw new PalpebraException(
          "%s/%s: %s%s"
              .formatted(
                  location, path, reason, reason.contains("; ") ? "" : "; fetch the bundle again"),
          e);
    }
  }
}
