package org.palpebra.training.regressor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.BundleManifest.FileEntry;
import org.palpebra.onnx.BundleWriter;
import org.palpebra.onnx.RegressorSpec;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.FaceCheck;

/**
 * A bundle in a folder with the files of another one, some of which are trained anew: a regressor,
 * and perhaps an eye-state network.
 *
 * @param folder made when missing
 */
record DerivedBundle(Path folder) {
  private static final Map<String, String> FILES =
      Map.of(
          BundleManifest.FACE_MODEL, "face-model.safetensors",
          BundleManifest.REGRESSOR, "regressor.onnx",
          BundleManifest.EYE_STATE, "eye-state.onnx",
          BundleManifest.DETECTOR, "detector.onnx");

  /** Where a file of the bundle lies. */
  Path file(String role) {
    return folder.resolve(Objects.requireNonNull(FILES.get(role), role));
  }

  /** Copies one file of another bundle. */
  void copy(Bundle source, String role) {
    Path into = file(role);
    try {
      Files.createDirectories(folder);
      Files.write(into, source.read(role).bytes());
    } catch (IOException e) {
      throw new PalpebraException(into + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Copies a file that belongs to no bundle. */
  void copy(Path source, String role) {
    Path into = file(role);
    try {
      Files.createDirectories(folder);
      Files.copy(source, into, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new PalpebraException(
          "%s: cannot be copied to %s: %s".formatted(source, into, e.getMessage()), e);
    }
  }

  /**
   * Writes the manifest. Its regressor takes crops as they are, without normalisation.
   *
   * @param old of the bundle that the files came from
   * @param suffix of the name
   * @param trained what is said about the new files, by role
   */
  void describe(BundleManifest old, String suffix, Map<String, String> trained) {
    Map<String, FileEntry> files = new LinkedHashMap<>();
    old.files()
        .forEach(
            (role, entry) -> {
              String origin = entry.source() == null ? old.name() : entry.source();
              String how = trained.get(role);
              files.put(
                  role,
                  FileEntry.of(
                      Objects.requireNonNull(FILES.get(role), role),
                      entry.licence(),
                      how == null ? origin : origin + ", " + how));
            });
    BundleWriter.write(
        folder,
        new BundleManifest(
            BundleManifest.SCHEMA,
            old.name() + suffix,
            old.description(),
            old.licence(),
            old.coefficients(),
            spec(old.regressor()),
            old.eyeState(),
            files));
  }

  private static RegressorSpec spec(RegressorSpec old) {
    RegressorSpec plain = RegressorSpec.of(old.camera(), CropAlignment.CANONICAL);
    FaceCheck check = old.check();
    return check == null ? plain : plain.withCheck(check);
  }
}
