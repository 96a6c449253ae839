package org.palpebra.training.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.palpebra.FaceImage;
import org.palpebra.LidState;
import org.palpebra.eyes.EyeLandmarkAdjustment;
import org.palpebra.eyes.EyelidPairs;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.training.data.LandmarkFace;

/**
 * An annotated eye whose lids were falsified, and what ELAM made of it. Patches are cut by the
 * falsified landmarks.
 *
 * @param kind what was done to the lids
 * @param annotated {@code float[136]} in photo pixels, by reference
 * @param elam before: the falsified landmarks; its state is that of the annotated lids
 */
public record PerturbedLids(Kind kind, float[] annotated, ElamOutcome elam) {
  /** Standard deviation of the noise on the upper lids' coordinates, over the eye's width. */
  public static final double NOISE = 0.05;

  /** Of the noise. */
  public static final long SEED = 20261127;

  /** What was done to the lids. */
  public enum Kind {
    /** An open eye's upper lid was laid on the lower one. */
    SHUT,
    /** A closed eye's lids were opened to the typical gap. */
    OPENED,
    /** The upper lid's landmarks got normal noise. */
    NOISE
  }

  /**
   * Falsifies and adjusts the lids of every face twice: both eyes to the opposite state, and both
   * with noise. Eyes that are neither closed nor open have no opposite and get noise only.
   *
   * @param progress told after each face
   * @throws org.palpebra.PalpebraException naming the file if a photo cannot be read
   */
  public static List<PerturbedLids> all(
      EyeStateClassifier classifier, List<LandmarkFace> faces, Runnable progress) {
    ImageReader reader = new ImageReader();
    Random random = new Random(SEED);
    List<PerturbedLids> outcomes = new ArrayList<>();
    for (LandmarkFace face : faces) {
      FaceImage photo = reader.read(face.file());
      float[] annotated = face.landmarks();
      adjust(
          face,
          photo,
          opposite(annotated),
          classifier,
          elam -> {
            if (elam.state() != LidState.BETWEEN) {
              Kind kind = elam.state() == LidState.OPEN ? Kind.SHUT : Kind.OPENED;
              outcomes.add(new PerturbedLids(kind, annotated, elam));
            }
          });
      adjust(
          face,
          photo,
          noisy(annotated, random),
          classifier,
          elam -> outcomes.add(new PerturbedLids(Kind.NOISE, annotated, elam)));
      progress.run();
    }
    return outcomes;
  }

  private static void adjust(
      LandmarkFace face,
      FaceImage photo,
      float[] falsified,
      EyeStateClassifier classifier,
      Consumer<ElamOutcome> taker) {
    ElamOutcome.adjust(
            face,
            photo,
            falsified,
            classifier,
            (eye, closed) -> ElamOutcome.lids(eye.aspect(face.landmarks())))
        .forEach(taker);
  }

  private static float[] opposite(float[] annotated) {
    float[] falsified = annotated.clone();
    for (EyelidPairs eye : EyelidPairs.values()) {
      switch (ElamOutcome.lids(eye.aspect(annotated))) {
        case OPEN -> eye.withAspect(falsified, 0, falsified);
        case CLOSED -> eye.withAspect(falsified, EyeLandmarkAdjustment.TYPICAL_ASPECT, falsified);
        case BETWEEN -> {}
      }
    }
    return falsified;
  }

  private static float[] noisy(float[] annotated, Random random) {
    float[] falsified = annotated.clone();
    for (EyelidPairs eye : EyelidPairs.values()) {
      int a = eye.firstCorner();
      int b = eye.secondCorner();
      double width =
          Math.hypot(
              annotated[2 * b] - annotated[2 * a], annotated[2 * b + 1] - annotated[2 * a + 1]);
      for (int i = 0; i < eye.count(); i++) {
        falsified[2 * eye.upper(i)] += (float) (NOISE * width * random.nextGaussian());
        falsified[2 * eye.upper(i) + 1] += (float) (NOISE * width * random.nextGaussian());
      }
    }
    return falsified;
  }

  /** Error of the falsified lid gap, in percent of the eye's width. */
  public double errorBefore() {
    return 100.0 * Math.abs(elam.aspectBefore() - elam.eye().aspect(annotated));
  }

  /** Error of the lid gap after ELAM, in percent of the eye's width. */
  public double errorAfter() {
    return 100.0 * Math.abs(elam.aspectAfter() - elam.eye().aspect(annotated));
  }
}
