package org.palpebra.training.regressor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A recognition network for the perceptual loss and what it is fed with: the face turned upright,
 * its mean eyes, nose and mouth corners where ArcFace has them, {@code (x·255 − mean) / scale}. The
 * defaults are those of ArcFace and its kin. No such network comes with Palpebra.
 *
 * @param file ONNX file with one input [N, 3, S, S], whose first output are the features
 * @param size side S of the input in pixels; null for what the file says, 112 where it says nothing
 * @param mean null for 127.5
 * @param scale null for 128
 * @param channels {@code rgb} or {@code bgr}; null for RGB
 */
public record RecognitionChoice(
    String file,
    @Nullable Integer size,
    @Nullable Double mean,
    @Nullable Double scale,
    @Nullable Channels channels) {
  /** Order of the input's channels. */
  public enum Channels {
    RGB,
    BGR
  }

  public RecognitionChoice {
    if (!file.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      throw new IllegalArgumentException(
          "recognition.file must be an ONNX file of a recognition network, not '%s'"
              .formatted(file));
    }
    if ((size != null && size < 1) || (scale != null && scale == 0)) {
      throw new IllegalArgumentException(
          "recognition.size must be positive and recognition.scale not 0, got %s and %s"
              .formatted(size, scale));
    }
  }

  /** ArcFace's preprocessing. */
  public static RecognitionChoice of(String file) {
    return new RecognitionChoice(file, null, null, null, null);
  }
}
