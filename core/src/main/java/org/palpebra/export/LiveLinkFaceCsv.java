package org.palpebra.export;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;

/**
 * Rows of the CSV files that Epic's app Live Link Face records: timecode, the number of values, and
 * 61 values: ARKit's 52 blendshapes and yaw, pitch and roll of the head and of each eye.
 *
 * <p>Weights are clamped to [0, 1]; blendshapes that the model lacks are 0. Angles are in radians:
 * yaw positive to the subject's left, pitch positive up, roll positive counter-clockwise as the
 * camera sees it. The timecode is {@code hours:minutes:seconds:frame.fraction} at {@code rate}
 * frames per second, the fraction in thousandths of a frame. A frame without a face has the number
 * 0 and no values, as the app writes it.
 *
 * <p>Not thread-safe; does not close what it writes to.
 */
public final class LiveLinkFaceCsv {
  /** Values per row. */
  public static final int VALUES = 61;

  private static final List<String> ANGLES =
      List.of(
          "HeadYaw",
          "HeadPitch",
          "HeadRoll",
          "LeftEyeYaw",
          "LeftEyePitch",
          "LeftEyeRoll",
          "RightEyeYaw",
          "RightEyePitch",
          "RightEyeRoll");

  private final Appendable out;
  private final int rate;
  private final ArkitBlendshapes blendshapes;
  private final int[] columns;
  private final GazeAngles gaze;

  /**
   * Writes the header.
   *
   * @param out receives lines that end with a line feed
   * @param rate frames per second of the timecodes, at least 1
   */
  public LiveLinkFaceCsv(Appendable out, MorphableModel model, int rate) throws IOException {
    if (rate < 1) {
      throw new IllegalArgumentException("the rate must be at least 1, got " + rate);
    }
    this.out = out;
    this.rate = rate;
    blendshapes = new ArkitBlendshapes(model);
    columns = blendshapes.names().stream().mapToInt(ArkitNames.ALL::indexOf).toArray();
    gaze = new GazeAngles(model);
    out.append("Timecode,BlendShapeCount,")
        .append(ArkitNames.ALL.stream().map(LiveLinkFaceCsv::name).collect(Collectors.joining(",")))
        .append(',')
        .append(String.join(",", ANGLES))
        .append('\n');
  }

  /** ARKit's name as Live Link Face writes it: {@code EyeBlinkLeft}. */
  public static String name(String arkit) {
    return Character.toUpperCase(arkit.charAt(0)) + arkit.substring(1);
  }

  /**
   * Writes a frame with a face.
   *
   * @param seconds 0 or more
   * @param face of the model
   * @param head the head's rotation; its translation has no column
   */
  public void face(double seconds, Coefficients face, HeadPose head) throws IOException {
    float[] values = new float[VALUES];
    float[] weights = blendshapes.weights(face);
    for (int i = 0; i < columns.length; i++) {
      values[columns[i]] = Math.min(Math.max(weights[i], 0), 1);
    }
    float[] expression = face.expression();
    GazeAngles.Gaze left = gaze.left(expression);
    GazeAngles.Gaze right = gaze.right(expression);
    float[] angles = {
      head.ry(), -head.rx(), head.rz(), left.yaw(), -left.pitch(), 0, right.yaw(), -right.pitch(), 0
    };
    System.arraycopy(angles, 0, values, ArkitNames.ALL.size(), angles.length);
    out.append(timecode(seconds)).append(',').append(Integer.toString(VALUES));
    for (float value : values) {
      out.append(',').append(value == 0 ? "0" : String.format(Locale.ROOT, "%.6f", value));
    }
    out.append('\n');
  }

  /** Writes a frame without a face. */
  public void none(double seconds) throws IOException {
    out.append(timecode(seconds)).append(",0\n");
  }

  private String timecode(double seconds) {
    long thousandths = Math.round(seconds * rate * 1000);
    long frames = thousandths / 1000;
    long whole = frames / rate;
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d:%02d.%03d",
        whole / 3600 % 24,
        whole / 60 % 60,
        whole % 60,
        frames % rate,
        thousandths % 1000);
  }
}
