package org.palpebra.training.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.metrics.LandmarkError;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.training.data.LandmarkFace;

/**
 * What became of one annotated face.
 *
 * @param landmarks {@code float[136]} of the reconstruction in pixels of the crop, by reference;
 *     where no face was found, those of the mean face in the middle of the crop
 * @param found whether a face was found
 */
public record LandmarkOutcome(LandmarkFace face, float[] landmarks, boolean found) {
  /**
   * Side of the landmarks' box over the longer side of the crop, as it is in both data sets
   * (medians 0.53 and 0.55).
   */
  private static final double FACE_PER_CROP = 0.53;

  /**
   * Reconstructs every crop; the face nearest to the middle counts.
   *
   * @param progress told after each image
   * @return one per face, in their order
   * @throws org.palpebra.PalpebraException naming the file if an image cannot be read
   */
  public static List<LandmarkOutcome> all(
      FaceReconstructor reconstructor, List<LandmarkFace> faces, Runnable progress) {
    ImageReader reader = new ImageReader();
    float[] mean = meanFace(reconstructor.model());
    List<LandmarkOutcome> outcomes = new ArrayList<>();
    for (LandmarkFace face : faces) {
      FaceImage image = reader.read(face.file());
      Optional<FaceReconstruction> found = CenterFace.of(image, reconstructor);
      float[] landmarks =
          found.map(FaceReconstruction::landmarks).orElseGet(() -> inTheMiddle(mean, image));
      outcomes.add(new LandmarkOutcome(face, landmarks, found.isPresent()));
      progress.run();
    }
    return outcomes;
  }

  /** Mean error over the distance of the outer eye corners. */
  public double error() {
    return LandmarkError.overOuterEyes(landmarks, face.landmarks());
  }

  /** The landmarks of the mean face, their box centred on the origin, its longer side 1. */
  private static float[] meanFace(MorphableModel model) {
    float[] points =
        Landmarks.project(model, model.meanShape(), new PerspectiveCamera(1, 1, 0, 0, 1000));
    Box box = Box.around(points);
    double scale = 1.0 / Math.max(box.width(), box.height());
    return new Similarity(scale, 0, -scale * box.centerX(), -scale * box.centerY()).apply(points);
  }

  private static float[] inTheMiddle(float[] mean, FaceImage image) {
    double side = FACE_PER_CROP * Math.max(image.width(), image.height());
    return new Similarity(side, 0, image.width() / 2.0, image.height() / 2.0).apply(mean);
  }
}
