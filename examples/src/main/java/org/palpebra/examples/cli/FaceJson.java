package org.palpebra.examples.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.EyeCalibration;
import org.palpebra.EyeLimits;
import org.palpebra.EyeState;
import org.palpebra.FaceReconstruction;
import org.palpebra.LidState;
import org.palpebra.spi.ModelInfo;

/** The machine-readable form of reconstructions; its keys are a contract. */
final class FaceJson {
  private FaceJson() {}

  /**
   * One photo.
   *
   * @param file as the user gave it
   * @param calibration of the person, or null for none
   */
  static Map<String, Object> photo(
      String file, List<FaceReconstruction> faces, @Nullable EyeCalibration calibration) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file);
    json.put("faces", faces.stream().map(face -> face(face, calibration)).toList());
    return json;
  }

  private static Map<String, Object> face(
      FaceReconstruction face, @Nullable EyeCalibration calibration) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("box", face.box());
    json.put("landmarks", pairs(face.landmarks()));
    json.put("eyes", eyes(face, calibration));
    json.put("elam", face.elam());
    json.put("coefficients", face.coefficients().values());
    json.put("layout", face.coefficients().layout());
    json.put("camera", face.camera());
    json.put("cropToPhoto", face.cropToPhoto());
    json.put("device", device(face.models()));
    json.put("models", face.models());
    return json;
  }

  private static Map<String, Object> eyes(
      FaceReconstruction face, @Nullable EyeCalibration calibration) {
    Map<String, Object> left = eye(face.eyes().left());
    Map<String, Object> right = eye(face.eyes().right());
    left.put("regressedOpenness", face.regressedEyes().left().openness());
    right.put("regressedOpenness", face.regressedEyes().right().openness());
    if (calibration != null) {
      left.put("calibrated", calibrated(face.eyes().left(), calibration.left()));
      right.put("calibrated", calibrated(face.eyes().right(), calibration.right()));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("left", left);
    json.put("right", right);
    return json;
  }

  private static Map<String, Object> eye(EyeState eye) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("closed", eye.closed());
    json.put("openness", eye.openness());
    json.put("decision", name(eye.decision()));
    json.put("confidence", eye.confidence());
    json.put("lids", name(eye.lids()));
    return json;
  }

  /** The strict rule for lids is about neutral gaps; it has no meaning on a personal scale. */
  private static Map<String, Object> calibrated(EyeState eye, EyeLimits limits) {
    Map<String, Object> json = eye(limits.apply(eye));
    json.remove("lids");
    json.put("limits", limits);
    return json;
  }

  private static String name(LidState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static float[][] pairs(float[] points) {
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
