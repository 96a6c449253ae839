package org.palpebra.training.eval;

import java.util.List;
import java.util.Optional;
import org.palpebra.EyeState;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.metrics.Confusion;
import org.palpebra.onnx.opencv.ImageReader;
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
    ImageReader reader = new ImageReader();
    Tally tally = new Tally();
    for (EyeStateFace photo : photos) {
      FaceImage image = reader.read(photo.file());
      tally.add(photo.closed(), CenterFace.of(image, reconstructor.reconstruct(image)));
      progress.run();
    }
    return tally.result();
  }

  private static final class Tally {
    private final Confusion photos = new Confusion();
    private int undecided;
    private int notFound;
    private int rightEyes;

    void add(boolean closed, Optional<FaceReconstruction> face) {
      int right = 0;
      if (face.isPresent()) {
        EyeState[] eyes = {face.get().eyes().left(), face.get().eyes().right()};
        boolean between = false;
        for (EyeState eye : eyes) {
          boolean shut = eye.openness() <= LidOpenness.CLOSED;
          boolean open = eye.openness() >= LidOpenness.OPEN;
          right += (closed ? shut : open) ? 1 : 0;
          between |= !shut && !open;
        }
        undecided += between ? 1 : 0;
      } else {
        notFound++;
      }
      rightEyes += right;
      photos.add(!closed, (right == 2) != closed);
    }

    FaceEvaluation result() {
      return new FaceEvaluation(
          photos.n(),
          photos.accuracy(),
          photos.f1(),
          undecided,
          notFound,
          rightEyes / (2.0 * photos.n()));
    }
  }
}
