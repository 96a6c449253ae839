package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.onnx.testing.TinyBundle;
import org.palpebra.onnx.testing.TinyNetworks;
import org.palpebra.spi.CropAlignment;
import org.palpebra.testing.HostileFiles;

/** Damaged bundles, and damaged networks of which the manifest has the hash. */
class BundleHostileTest {
  private static final long MEMORY = 64 << 20;
  private static final int CASES = 250;

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void writeABundle() throws IOException {
    folder = temp.resolve("tiny");
    TinyBundle.write(folder);
  }

  private static void use(Path location) {
    try (Bundle bundle = Bundle.open(location)) {
      bundle.verify();
      bundle.faceModel();
    }
  }

  @Test
  void foldersAreReadOrRefused() throws IOException {
    HostileFiles.assertReadOrRefused(folder, CASES, 51, MEMORY, BundleHostileTest::use);
  }

  @Test
  void zipsAreReadOrRefused() throws IOException {
    Path zip = temp.resolve("tiny.zip");
    BundleWriter.zip(folder, zip);
    HostileFiles.assertReadOrRefused(zip, CASES, 52, MEMORY, BundleHostileTest::use);
  }

  @Test
  void manifestsAreReadOrRefused() throws IOException {
    HostileFiles.assertReadOrRefused(
        folder.resolve(Bundle.MANIFEST),
        CASES,
        53,
        MEMORY,
        file -> Bundle.check(file.toString(), ManifestJson.read(bytes(file), file.toString())));
  }

  @Test
  void regressorsAreReadOrRefused() throws IOException {
    int size = 16;
    CoefficientLayout layout = new CoefficientLayout(2, 1, 1, 9);
    RegressorSpec spec =
        RegressorSpec.of(
            new PerspectiveCamera(size, 90, size / 2f, size / 2f, 1000), CropAlignment.CANONICAL);
    Path network =
        Files.write(
            temp.resolve("regressor.onnx"), TinyNetworks.meanOfChannels(size, layout.size()));
    HostileFiles.assertReadOrRefused(
        network,
        CASES,
        54,
        MEMORY,
        file -> {
          try (OnnxCoefficientRegressor regressor =
              OnnxCoefficientRegressor.open(asset(file), layout, spec, Device.CPU, 1)) {
            float[] crops = new float[2 * 3 * size * size];
            assertEquals(2 * layout.size(), regressor.regress(crops, 2).length);
          }
        });
  }

  @Test
  void eyeStateNetworksAreReadOrRefused() throws IOException {
    int size = 24;
    Path network = Files.write(temp.resolve("eyes.onnx"), TinyNetworks.meanOfPatch(size));
    HostileFiles.assertReadOrRefused(
        network,
        CASES,
        55,
        MEMORY,
        file -> {
          try (OnnxEyeStateClassifier eyes =
              OnnxEyeStateClassifier.open(asset(file), EyeStateSpec.ofSize(size), Device.CPU, 1)) {
            assertEquals(2, eyes.closedProbability(new float[2 * size * size], 2).length);
          }
        });
  }

  /** As {@link Bundle#read} gives it when the manifest was written after the damage. */
  private static BundleAsset asset(Path file) {
    return new BundleAsset(file.toString(), "damaged", "00", "Apache-2.0", bytes(file));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
