package org.palpebra.onnx;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.FaceCheck;

/**
 * The regressor inside the library that was trained for a face model which is not. Beside it lies
 * {@code networks.json} with its licence, its source and what tells faces from other crops.
 *
 * @param model name of the face model
 * @param folder of the resources, empty if there are none
 */
record ModelNetworks(String model, String folder, Description description) {
  /** Folder of resources by the name of the model. */
  private static final Map<String, String> FOLDERS = Map.of("ict-facekit", "ict");

  /** {@code networks.json}. */
  record Description(String licence, String source, @Nullable FaceCheck check) {}

  static ModelNetworks of(MorphableModel model) {
    String folder = FOLDERS.getOrDefault(model.name(), "");
    try (InputStream in = Bundle.class.getResourceAsStream(folder + "/networks.json")) {
      Description described =
          in == null
              ? new Description("", "", null)
              : new ObjectMapper().readValue(in, Description.class);
      return new ModelNetworks(model.name(), folder, described);
    } catch (IOException e) {
      throw new PalpebraException(
          folder + "/networks.json: cannot be read: " + e.getMessage() + "; build again", e);
    }
  }

  byte[] regressor() throws IOException {
    try (InputStream in = Bundle.class.getResourceAsStream(folder + "/regressor.onnx")) {
      if (folder.isEmpty() || in == null) {
        throw new PalpebraException(
            "no regressor for face model '%s' comes with Palpebra, only for %s; train one and give it with --regressor"
                .formatted(model, FOLDERS.keySet()));
      }
      return in.readAllBytes();
    }
  }

  String licence() {
    return description.licence();
  }

  String source() {
    return description.source();
  }

  @Nullable FaceCheck check() {
    return description.check();
  }
}
