package org.palpebra.training.eval;

import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.metrics.Confusion;
import org.palpebra.training.data.EyeStateFace;

/**
 * The eye state of whole reconstructions against the photos' labels (layout of {@code cew-faces}),
 * by the strict rule: an eye is closed if its openness is at most {@link LidOpenness#CLOSED}, open
 * if it is at least {@link LidOpenness#OPEN}, and neither in between. A photo counts as right if
 * both eyes have the labelled state. Everything else, also a face that is not found, counts as the
 * opposite of the label.
 *
 * @param n number of photos
 * @param accuracy fraction of right photos
 * @param f1 of the photos, open positive
 * @param undecided photos with an eye that is neither closed nor open
 * @param notFound photos without a face
 * @param eyeAccuracy fraction of eyes in the labelled state, a missing face's eyes counting as
 *     wrong
 */
public record FaceEvaluation(
    int n, double accuracy, double f1, int undecided, int notFound, double eyeAccuracy) {
  /**
   * Reconstructs every photo; the face nearest to the middle counts.
   *
   * @param photos at least one
   * @param progress told after each photo
   * @throws org.palpebra.PalpebraException naming the file if a photo cannot be read
   */
  public static FaceEvaluation of(
      FaceReconstructor reconstructor, List<EyeStateFace> photos, Runnable progress) {
    return of(FaceOutcome.all(reconstructor, photos, progress));
  }

  /**
   * Scores what became of the photos.
   *
   * @param outcomes at least one
   */
  public static FaceEvaluation of(List<FaceOutcome> outcomes) {
    Confusion photos = new Confusion();
    int undecided = 0;
    int notFound = 0;
    int rightEyes = 0;
    for (FaceOutcome outcome : outcomes) {
      boolean open = !outcome.photo().closed();
      photos.add(open, outcome.right() == open);
      undecided += outcome.undecided() ? 1 : 0;
      notFound += outcome.found() ? 0 : 1;
      rightEyes += outcome.rightEyes();
    }
    return new FaceEvaluation(
        photos.n(),
        photos.accuracy(),
        photos.f1(),
        undecided,
        notFound,
        rightEyes / (2.0 * photos.n()));
  }
}
