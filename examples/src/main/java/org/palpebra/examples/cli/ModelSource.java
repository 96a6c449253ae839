package org.palpebra.examples.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.FaceModels;
import org.palpebra.onnx.Bundle;
import picocli.CommandLine.Option;

/** Which face model. */
final class ModelSource {
  @Option(
      names = "--model",
      paramLabel = "FILE|FOLDER",
      description = "A face model of any known format; default: the bundle's.")
  private @Nullable Path file;

  @Option(
      names = "--landmark-map",
      paramLabel = "FILE",
      description =
          "The vertices of the 68 landmarks, for formats that do not have them (Basel .h5: a text"
              + " file; FLAME: an .npz of its landmark embedding); see docs/face-models.md.")
  private @Nullable Path landmarks;

  MorphableModel read(CommonOptions options) {
    if (file == null) {
      try (Bundle bundle = Bundle.open(options.bundle)) {
        return bundle.faceModel();
      }
    }
    return FaceModels.read(file, landmarks);
  }
}
