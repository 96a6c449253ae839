package org.palpebra.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.model.io.SurreyReader;
import org.palpebra.onnx.Bundle;
import picocli.CommandLine.Option;

/** Which face model. */
final class ModelSource {
  @Option(
      names = "--model",
      paramLabel = "FILE|DIR",
      description =
          "A face model (.safetensors, or the folder of the Surrey model); default: the bundle's.")
  private @Nullable Path file;

  MorphableModel read(CommonOptions options) {
    if (file == null) {
      try (Bundle bundle = Bundle.open(options.bundle)) {
        return bundle.faceModel();
      }
    }
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors")) {
      return new SafetensorsReader().read(file);
    }
    if (Files.isDirectory(file) || file.toString().endsWith(".bin")) {
      return new SurreyReader().read(file);
    }
    throw new PalpebraException(
        file
            + ": unknown format, expected .safetensors or the Surrey model's folder or sfm_shape_N.bin");
  }
}
