package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.Coefficients;

class LiveLinkFaceCsvTest {
  private static final HeadPose HEAD = new HeadPose(0.1f, -0.2f, 0.3f, 5, 6, 7);

  private static List<String> lines(StringBuilder out) {
    return out.toString().lines().toList();
  }

  private static Map<String, String> row(StringBuilder out, int line) {
    String[] names = lines(out).get(0).split(",");
    String[] values = lines(out).get(line).split(",");
    assertEquals(names.length, values.length);
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      row.put(names[i], values[i]);
    }
    return row;
  }

  /** The app's own header, as importers have it. */
  @Test
  void hasTheAppsColumns() throws IOException {
    StringBuilder out = new StringBuilder();
    new LiveLinkFaceCsv(out, EyedFace.MODEL, 60);
    List<String> names = Arrays.asList(lines(out).get(0).split(","));
    assertEquals(2 + 61, names.size());
    assertEquals(
        List.of("Timecode", "BlendShapeCount", "EyeBlinkLeft", "EyeLookDownLeft"),
        names.subList(0, 4));
    assertEquals(
        List.of("JawForward", "JawRight", "JawLeft", "JawOpen", "MouthClose"),
        names.subList(16, 21));
    assertEquals(
        List.of(
            "TongueOut",
            "HeadYaw",
            "HeadPitch",
            "HeadRoll",
            "LeftEyeYaw",
            "LeftEyePitch",
            "LeftEyeRoll",
            "RightEyeYaw",
            "RightEyePitch",
            "RightEyeRoll"),
        names.subList(53, 63));
  }

  @Test
  void putsWeightsAndAnglesWhereTheyBelong() throws IOException {
    StringBuilder out = new StringBuilder();
    LiveLinkFaceCsv csv = new LiveLinkFaceCsv(out, EyedFace.MODEL, 30);
    Coefficients c = EyedFace.with("eyeBlinkRight", 0.75f);
    int jaw = EyedFace.MODEL.expression().indexOf("jawOpen");
    c.values()[c.layout().expressionOffset() + jaw] = 1.3f;
    csv.face(3661 + 12.25 / 30, c, HEAD);
    Map<String, String> row = row(out, 1);
    assertEquals("01:01:01:12.250", row.get("Timecode"));
    assertEquals("61", row.get("BlendShapeCount"));
    assertEquals("0.750000", row.get("EyeBlinkRight"));
    assertEquals("0", row.get("EyeBlinkLeft"));
    assertEquals("1.000000", row.get("JawOpen"), "clamped");
    assertEquals(-0.2, Double.parseDouble(row.get("HeadYaw")), 1e-6);
    assertEquals(-0.1, Double.parseDouble(row.get("HeadPitch")), 1e-6, "up is positive");
    assertEquals(0.3, Double.parseDouble(row.get("HeadRoll")), 1e-6);
  }

  @Test
  void aFrameWithoutAFaceHasNoValues() throws IOException {
    StringBuilder out = new StringBuilder();
    LiveLinkFaceCsv csv = new LiveLinkFaceCsv(out, EyedFace.MODEL, 24);
    csv.none(0.5);
    assertEquals("00:00:00:12.000,0", lines(out).get(1));
  }

  @Test
  void refusesARateBelowOne() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new LiveLinkFaceCsv(new StringBuilder(), EyedFace.MODEL, 0));
  }

  /** Against the angle by which the test's model turns its left eyeball. */
  @Test
  void gazeIsTheAngleOfTheEyeball() {
    GazeAngles gaze = new GazeAngles(EyedFace.MODEL);
    float[] down = EyedFace.with("eyeLookDownLeft", 0.5f).expression();
    GazeAngles.Gaze left = gaze.left(down);
    assertTrue(left.pitch() > 0, "down is positive, got " + left);
    assertEquals(0, left.yaw(), 1e-6);
    assertEquals(new GazeAngles.Gaze(0, 0), gaze.right(down));
    assertEquals(
        2 * left.pitch(),
        gaze.left(EyedFace.with("eyeLookDownLeft", 1).expression()).pitch(),
        1e-6);
  }
}
