package org.palpebra.training.eval;

import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.metrics.LandmarkError;
import org.palpebra.training.data.LandmarkFace;

/**
 * The 68 landmarks of whole reconstructions against annotations (layout of {@code faces68} and
 * {@code landmarks300w}), means over the images. Where no face is found, the mean face in the
 * middle of the crop stands in for it.
 *
 * @param n number of images
 * @param nmePercent mean error over the distance of the outer eye corners, in percent
 * @param nmeInterpupilPercent mean error over the distance of the eyes' centres, in percent
 * @param nmeInnerPercent landmarks 17–67 only, over the distance of the outer eye corners
 * @param failuresOver10Percent images whose error is above 10 % of the outer-eye distance
 * @param notFound images without a face
 */
public record LandmarkEvaluation(
    int n,
    double nmePercent,
    double nmeInterpupilPercent,
    double nmeInnerPercent,
    int failuresOver10Percent,
    int notFound) {
  /**
   * Reconstructs every crop; the face nearest to the middle counts.
   *
   * @param faces at least one
   * @param progress told after each image
   * @throws org.palpebra.PalpebraException naming the file if an image cannot be read
   */
  public static LandmarkEvaluation of(
      FaceReconstructor reconstructor, List<LandmarkFace> faces, Runnable progress) {
    return of(LandmarkOutcome.all(reconstructor, faces, progress));
  }

  /**
   * Scores what became of the faces.
   *
   * @param outcomes at least one
   */
  public static LandmarkEvaluation of(List<LandmarkOutcome> outcomes) {
    double all = 0;
    double pupils = 0;
    double inner = 0;
    int failures = 0;
    int notFound = 0;
    for (LandmarkOutcome outcome : outcomes) {
      float[] truth = outcome.face().landmarks();
      double error = outcome.error();
      all += error;
      pupils += LandmarkError.overPupils(outcome.landmarks(), truth);
      inner += LandmarkError.innerOverOuterEyes(outcome.landmarks(), truth);
      failures += error > 0.1 ? 1 : 0;
      notFound += outcome.found() ? 0 : 1;
    }
    double percent = 100.0 / outcomes.size();
    return new LandmarkEvaluation(
        outcomes.size(), percent * all, percent * pupils, percent * inner, failures, notFound);
  }
}
