package org.palpebra.onnx;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.FaceCheck;

/**
 * How a regressor is fed and read; {@code regressor} in {@code bundle.json}.
 *
 * @param input name of the input {@code float[N,3,S,S]}, planar RGB
 * @param output name of the output {@code float[N,C]}, all coefficients in the layout's order
 * @param camera of the crop; its size S is the input size
 * @param alignment how crops are cut
 * @param mean per channel, subtracted from RGB in [0, 1]
 * @param std per channel, divides what is left
 * @param translationUnit millimetres per unit of the network's translation (Deep3D's: 100)
 * @param standardPoints for {@link CropAlignment#FIVE_POINT}: the five points on the face that the
 *     network's training crops were aligned to, x, y, z in millimetres each, in the order of {@link
 *     org.palpebra.geometry.FacePointAlignment}; null for those of the face model's mean
 * @param check how the network's answers tell a face from something else, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegressorSpec(
    @JsonProperty(required = true) String input,
    @JsonProperty(required = true) String output,
    @JsonProperty(required = true) PerspectiveCamera camera,
    @JsonProperty(required = true) CropAlignment alignment,
    @JsonProperty(required = true) List<Float> mean,
    @JsonProperty(required = true) List<Float> std,
    @JsonProperty(required = true) float translationUnit,
    @Nullable List<Float> standardPoints,
    @Nullable FaceCheck check) {
  public RegressorSpec {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || std.size() != 3 || std.stream().anyMatch(s -> !(s > 0))) {
      throw new IllegalArgumentException(
          "mean and std need three values each, std positive, got %s and %s".formatted(mean, std));
    }
    if (!finite(mean) || !finite(std) || !(translationUnit > 0 && finite(translationUnit))) {
      throw new IllegalArgumentException(
          "mean, std and translationUnit must be finite and translationUnit positive, got %s, %s, %s"
              .formatted(mean, std, translationUnit));
    }
    if (!finite(camera.focal(), camera.centerX(), camera.centerY(), camera.distance())) {
      throw new IllegalArgumentException("camera must be of finite numbers, got " + camera);
    }
    if (standardPoints != null) {
      standardPoints = List.copyOf(standardPoints);
      if (standardPoints.size() != 15 || !finite(standardPoints)) {
        throw new IllegalArgumentException(
            "standardPoints must be 15 finite numbers, got " + standardPoints);
      }
    }
    if (camera.size() < 8 || camera.size() > 4096) {
      throw new IllegalArgumentException("camera.size must lie in 8..4096, got " + camera.size());
    }
  }

  private static boolean finite(List<Float> values) {
    return values.stream().allMatch(Float::isFinite);
  }

  private static boolean finite(float... values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** {@code image} in [0, 1] as it is, to {@code coefficients} in millimetres. */
  public static RegressorSpec of(PerspectiveCamera camera, CropAlignment alignment) {
    return new RegressorSpec(
        "image",
        "coefficients",
        camera,
        alignment,
        List.of(0f, 0f, 0f),
        List.of(1f, 1f, 1f),
        1,
        null,
        null);
  }

  /** The same network with another check, or without one. */
  public RegressorSpec withCheck(@Nullable FaceCheck measured) {
    return new RegressorSpec(
        input, output, camera, alignment, mean, std, translationUnit, standardPoints, measured);
  }

  /** As {@link CoefficientRegressor#standardPoints}. */
  float @Nullable [] points() {
    if (standardPoints == null) {
      return null;
    }
    float[] points = new float[standardPoints.size()];
    for (int i = 0; i < points.length; i++) {
      points[i] = standardPoints.get(i);
    }
    return points;
  }

  /** The crops as the network wants them; the array itself if nothing has to change. */
  float[] normalise(float[] crops, int count) {
    if (mean.stream().allMatch(m -> m == 0) && std.stream().allMatch(s -> s == 1)) {
      return crops;
    }
    float[] out = new float[crops.length];
    int plane = camera.size() * camera.size();
    for (int i = 0, p = 0; p < 3 * count; p++) {
      float shift = mean.get(p % 3);
      float scale = 1 / std.get(p % 3);
      for (int end = i + plane; i < end; i++) {
        out[i] = (crops[i] - shift) * scale;
      }
    }
    return out;
  }

  /** Scales the translations in place. */
  float[] toMillimetres(float[] coefficients, CoefficientLayout layout) {
    if (translationUnit != 1) {
      for (int row = 0; row < coefficients.length; row += layout.size()) {
        for (int i = 0; i < 3; i++) {
          coefficients[row + layout.translationOffset() + i] *= translationUnit;
        }
      }
    }
    return coefficients;
  }
}
