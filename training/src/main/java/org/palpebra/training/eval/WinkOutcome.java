package org.palpebra.training.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.palpebra.EyeStates;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.WinkFaces;

/**
 * What became of one rendered face.
 *
 * @param number of {@link WinkFaces#render}
 * @param yaw of the rendered face in degrees; above 0 the left eye is the far one
 * @param left openness of the rendered left eye
 * @param right openness of the rendered right eye
 * @param face the reconstruction, or null if no face was found
 */
public record WinkOutcome(
    int number, int yaw, float left, float right, @Nullable FaceReconstruction face) {
  /**
   * Renders and reconstructs the first faces; the face nearest to the middle of a picture counts.
   *
   * @param count at least 1
   * @param progress told after each face
   * @return one per face, in their order
   */
  public static List<WinkOutcome> all(
      FaceReconstructor reconstructor, WinkFaces faces, int count, Runnable progress) {
    List<WinkOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SyntheticFace truth = faces.render(i);
      outcomes.add(
          new WinkOutcome(
              i,
              WinkFaces.yawDegrees(i),
              truth.leftOpenness(),
              truth.rightOpenness(),
              CenterFace.of(truth.photo(), reconstructor).orElse(null)));
      progress.run();
    }
    return outcomes;
  }

  /** The left and the right eye of the final mesh. */
  public List<WinkEye> eyes() {
    return eyes(face == null ? null : face.eyes());
  }

  /** The left and the right eye as the regressor made them. */
  public List<WinkEye> regressedEyes() {
    return eyes(face == null ? null : face.regressedEyes());
  }

  private List<WinkEye> eyes(@Nullable EyeStates found) {
    int turn = Math.abs(yaw);
    return List.of(
        new WinkEye(left, turn, yaw > 0, found == null ? null : found.left()),
        new WinkEye(right, turn, yaw < 0, found == null ? null : found.right()));
  }

  /** All eyes of the final meshes. */
  public static Stream<WinkEye> eyes(List<WinkOutcome> outcomes) {
    return outcomes.stream().flatMap(outcome -> outcome.eyes().stream());
  }

  /** All eyes as the regressor made them. */
  public static Stream<WinkEye> regressedEyes(List<WinkOutcome> outcomes) {
    return outcomes.stream().flatMap(outcome -> outcome.regressedEyes().stream());
  }

  /** The larger error of the two eyes; −1 if no face was found. */
  public double worstError() {
    return face == null ? -1 : Math.max(eyes().get(0).error(), eyes().get(1).error());
  }
}
