package org.palpebra.training.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.LidState;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.training.data.EyeStateFace;

/**
 * What became of one photo whose eyes are both in the labelled state.
 *
 * @param eyes of the final mesh, or null if no face was found
 * @param regressedEyes before ELAM and lid refinement, or null if no face was found
 */
public record FaceOutcome(
    EyeStateFace photo, @Nullable EyeStates eyes, @Nullable EyeStates regressedEyes) {
  /**
   * Reconstructs every photo; the face nearest to the middle counts.
   *
   * @param progress told after each photo
   * @return one per photo, in their order
   * @throws org.palpebra.PalpebraException naming the file if a photo cannot be read
   */
  public static List<FaceOutcome> all(
      FaceReconstructor reconstructor, List<EyeStateFace> photos, Runnable progress) {
    return all(reconstructor, photos, Viewing.PLAIN, progress);
  }

  /** As the other {@code all}, under some condition. */
  public static List<FaceOutcome> all(
      FaceReconstructor reconstructor,
      List<EyeStateFace> photos,
      Viewing viewing,
      Runnable progress) {
    ImageReader reader = new ImageReader();
    List<FaceOutcome> outcomes = new ArrayList<>();
    for (EyeStateFace photo : photos) {
      FaceImage image = viewing.of(reader.read(photo.file()));
      Optional<FaceReconstruction> face = CenterFace.of(image, reconstructor);
      outcomes.add(
          new FaceOutcome(
              photo,
              face.map(FaceReconstruction::eyes).orElse(null),
              face.map(FaceReconstruction::regressedEyes).orElse(null)));
      progress.run();
    }
    return outcomes;
  }

  /** The same photo, had the lids been left as the regressor made them. */
  public FaceOutcome unrefined() {
    return new FaceOutcome(photo, regressedEyes, regressedEyes);
  }

  /** Whether a face was found. */
  public boolean found() {
    return eyes != null;
  }

  /** The labelled state of both eyes. */
  public LidState label() {
    return photo.closed() ? LidState.CLOSED : LidState.OPEN;
  }

  /** The left and right eye of the final mesh; none if no face was found. */
  public List<EyeState> both() {
    return eyes == null ? List.of() : List.of(eyes.left(), eyes.right());
  }

  /** Eyes whose lids are in the labelled state by the strict rule: 0, 1 or 2. */
  public int rightEyes() {
    return (int) both().stream().filter(eye -> eye.lids() == label()).count();
  }

  /** Whether both eyes are in the labelled state. */
  public boolean right() {
    return rightEyes() == 2;
  }

  /** Whether an eye is neither closed nor open. */
  public boolean undecided() {
    return both().stream().anyMatch(eye -> eye.lids() == LidState.BETWEEN);
  }
}
