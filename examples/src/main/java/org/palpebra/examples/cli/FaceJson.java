package org.palpebra.examples.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.EyeState;
import org.palpebra.FaceReconstruction;
import org.palpebra.spi.ModelInfo;

/** The machine-readable form of reconstructions; its keys are a contract. */
final class FaceJson {
  private FaceJson() {}

  /**
   * One photo.
   *
   * @param file as the user gave it
   */
  static Map<String, Object> photo(String file, List<FaceReconstruction> faces) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file);
    json.put("faces", faces.stream().map(FaceJson::face).toList());
    return json;
  }

  private static Map<String, Object> face(FaceReconstruction face) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("box", face.box());
    json.put("landmarks", pairs(face.landmarks()));
    json.put("eyes", Map.of("left", eye(face.eyes().left()), "right", eye(face.eyes().right())));
    json.put("elam", face.elam());
    json.put("coefficients", face.coefficients().values());
    json.put("layout", face.coefficients().layout());
    json.put("camera", face.camera());
    json.put("cropToPhoto", face.cropToPhoto());
    json.put("device", device(face.models()));
    json.put("models", face.models());
    return json;
  }

  private static Map<String, Object> eye(EyeState eye) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("closed", eye.closed());
    json.put("openness", eye.openness());
    return json;
  }

  private static float[][] pairs(float[] points) {
    float[][] pairs = new float[points.length / 2][];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = new float[] {points[2 * i], points[2 * i + 1]};
    }
    return pairs;
  }

  /** Where the networks ran: the regressor's device, which comes second. */
  private static String device(List<ModelInfo> models) {
    return models.get(1).device();
  }
}
