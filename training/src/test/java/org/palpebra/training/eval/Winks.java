package org.palpebra.training.eval;

import java.util.List;
import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.FaceReconstruction;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.Similarity;
import org.palpebra.spi.DetectedFace;
import org.palpebra.testing.FakeBackend;
import org.palpebra.testing.TinyFace;

/** Outcomes by hand. */
public final class Winks {
  private Winks() {}

  /** A face that was found. */
  public static WinkOutcome found(
      int number, int yaw, float left, float right, EyeStates eyes, EyeStates regressed) {
    Box box = new Box(8, 8, 16, 16);
    return new WinkOutcome(
        number,
        yaw,
        left,
        right,
        new FaceReconstruction(
            box,
            new float[136],
            eyes,
            regressed,
            TinyFace.neutral(),
            TinyFace.model(),
            FakeBackend.CAMERA,
            new Similarity(1, 0, 0, 0),
            true,
            new DetectedFace(box, 1, new float[0]),
            List.of()));
  }

  /** As the regressor made them. */
  public static WinkOutcome found(int number, int yaw, float left, float right, EyeStates eyes) {
    return found(number, yaw, left, right, eyes, eyes);
  }

  /** A face that was not found. */
  public static WinkOutcome missing(int number, int yaw, float left, float right) {
    return new WinkOutcome(number, yaw, left, right, null);
  }

  /** Both eyes. */
  public static EyeStates eyes(float leftP, float left, float rightP, float right) {
    return new EyeStates(new EyeState(leftP, left), new EyeState(rightP, right));
  }
}
