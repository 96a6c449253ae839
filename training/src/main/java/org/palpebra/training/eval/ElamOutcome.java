package org.palpebra.training.eval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.LidState;
import org.palpebra.eyes.EyeLandmarkAdjustment;
import org.palpebra.eyes.EyePatches;
import org.palpebra.eyes.EyelidPairs;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.LandmarkFace;

/**
 * One eye's landmarks before and after ELAM ({@link EyeLandmarkAdjustment#adjustContradicting}),
 * which is how the regressor's training uses it.
 *
 * @param group photo or person, whose eyes are alike
 * @param state that the eye is taken to have; {@link LidState#CLOSED} or {@link LidState#OPEN} by a
 *     label or the classifier, any by annotated landmarks
 * @param closed P(closed) of the patch cut by {@code before}
 * @param before {@code float[136]} in photo pixels, by reference
 * @param after likewise
 */
public record ElamOutcome(
    Path file,
    String group,
    EyelidPairs eye,
    LidState state,
    float closed,
    float[] before,
    float[] after) {

  /** The state of an eye by P(closed) alone. */
  @FunctionalInterface
  interface States {
    LidState of(EyelidPairs eye, float closed);
  }

  /**
   * Adjusts the regressor's landmarks of labelled photos; there are no annotated ones, and training
   * has none for such photos either. The face nearest to the middle counts.
   *
   * @param reconstructor one without ELAM, so that its landmarks are the regressor's
   * @param progress told after each photo
   * @return two per photo with a face, in their order
   * @throws IllegalArgumentException if the reconstructor has brought lids to the classifier's
   *     state
   * @throws org.palpebra.PalpebraException naming the file if a photo cannot be read
   */
  public static List<ElamOutcome> ofReconstructions(
      FaceReconstructor reconstructor, List<EyeStateFace> photos, Runnable progress) {
    ImageReader reader = new ImageReader();
    List<ElamOutcome> outcomes = new ArrayList<>();
    for (EyeStateFace photo : photos) {
      FaceImage image = reader.read(photo.file());
      Optional<FaceReconstruction> found = CenterFace.of(image, reconstructor);
      if (found.isPresent()) {
        FaceReconstruction face = found.get();
        if (face.elam()) {
          throw new IllegalArgumentException("the reconstructor must be one without ELAM");
        }
        float[] closed = {face.eyes().right().closed(), face.eyes().left().closed()};
        LidState label = photo.closed() ? LidState.CLOSED : LidState.OPEN;
        String group = photo.file().toString();
        outcomes.addAll(adjust(photo.file(), group, face.landmarks(), closed, (eye, p) -> label));
      }
      progress.run();
    }
    return outcomes;
  }

  /**
   * Adjusts annotated landmarks; the state is the classifier's.
   *
   * @param progress told after each face
   * @return two per face, in their order
   * @throws org.palpebra.PalpebraException naming the file if a photo cannot be read
   */
  public static List<ElamOutcome> ofAnnotations(
      EyeStateClassifier classifier, List<LandmarkFace> faces, Runnable progress) {
    ImageReader reader = new ImageReader();
    List<ElamOutcome> outcomes = new ArrayList<>();
    for (LandmarkFace face : faces) {
      outcomes.addAll(
          adjust(
              face,
              reader.read(face.file()),
              face.landmarks(),
              classifier,
              (eye, p) -> p >= 0.5f ? LidState.CLOSED : LidState.OPEN));
      progress.run();
    }
    return outcomes;
  }

  /**
   * Cuts the patches by the landmarks and adjusts these.
   *
   * @param landmarks of the face, annotated or perturbed
   */
  static List<ElamOutcome> adjust(
      LandmarkFace face,
      FaceImage photo,
      float[] landmarks,
      EyeStateClassifier classifier,
      States states) {
    float[] patches = EyePatches.cut(photo, landmarks, classifier.inputSize(), null);
    float[] closed = classifier.closedProbability(patches, 2);
    return adjust(face.file(), face.person(), landmarks, closed, states);
  }

  /**
   * @param closed P(closed) of the right and the left eye
   */
  private static List<ElamOutcome> adjust(
      Path file, String group, float[] before, float[] closed, States states) {
    float[] after = EyeLandmarkAdjustment.adjustContradicting(before, closed[0], closed[1], null);
    List<ElamOutcome> outcomes = new ArrayList<>();
    for (EyelidPairs eye : EyelidPairs.values()) {
      float p = eye == EyelidPairs.RIGHT ? closed[0] : closed[1];
      outcomes.add(new ElamOutcome(file, group, eye, states.of(eye, p), p, before, after));
    }
    return outcomes;
  }

  /**
   * What landmarks describe, by the strict rule on their lid gap over the {@linkplain
   * EyeLandmarkAdjustment#TYPICAL_ASPECT typical one}: closed up to {@link LidOpenness#CLOSED},
   * open from {@link LidOpenness#OPEN} on.
   *
   * @param aspect lid gap over eye width
   */
  public static LidState lids(float aspect) {
    float relative = aspect / EyeLandmarkAdjustment.TYPICAL_ASPECT;
    if (relative <= LidOpenness.CLOSED) {
      return LidState.CLOSED;
    }
    return relative >= LidOpenness.OPEN ? LidState.OPEN : LidState.BETWEEN;
  }

  /** Lid gap over eye width before; negative where lids cross. */
  public float aspectBefore() {
    return eye.aspect(before);
  }

  /** Lid gap over eye width after; negative where lids cross. */
  public float aspectAfter() {
    return eye.aspect(after);
  }

  /** How far ELAM has changed the lid gap, in percent of the eye's width; negative if closed. */
  public double changePercent() {
    return 100.0 * (aspectAfter() - aspectBefore());
  }

  /** Whether ELAM has left the eye as it was. */
  public boolean leftAlone() {
    for (int i = 0; i < eye.count(); i++) {
      int upper = eye.upper(i);
      if (before[2 * upper] != after[2 * upper] || before[2 * upper + 1] != after[2 * upper + 1]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the landmarks described the eye's state before. */
  public boolean agreedBefore() {
    return lids(aspectBefore()) == state;
  }

  /** Whether the landmarks describe the eye's state after ELAM. */
  public boolean agreesAfter() {
    return lids(aspectAfter()) == state;
  }
}
