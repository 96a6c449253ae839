package org.palpebra.training.eval;

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
   * Side of the landmarks' box over the longer side of the crop, as it is in both data sets
   * (medians 0.53 and 0.55).
   */
  private static final double FACE_PER_CROP = 0.53;

  /**
   * Reconstructs every crop; the face nearest to the middle counts.
   *
   * @param faces at least one
   * @param progress told after each image
   * @throws org.palpebra.PalpebraException naming the file if an image cannot be read
   */
  public static LandmarkEvaluation of(
      FaceReconstructor reconstructor, List<LandmarkFace> faces, Runnable progress) {
    ImageReader reader = new ImageReader();
    float[] mean = meanFace(reconstructor.model());
    double all = 0;
    double pupils = 0;
    double inner = 0;
    int failures = 0;
    int notFound = 0;
    for (LandmarkFace face : faces) {
      FaceImage image = reader.read(face.file());
      Optional<FaceReconstruction> found = CenterFace.of(image, reconstructor.reconstruct(image));
      notFound += found.isPresent() ? 0 : 1;
      float[] landmarks =
          found.map(FaceReconstruction::landmarks).orElseGet(() -> inTheMiddle(mean, image));
      double error = LandmarkError.overOuterEyes(landmarks, face.landmarks());
      all += error;
      pupils += LandmarkError.overPupils(landmarks, face.landmarks());
      inner += LandmarkError.innerOverOuterEyes(landmarks, face.landmarks());
      failures += error > 0.1 ? 1 : 0;
      progress.run();
    }
    double percent = 100.0 / faces.size();
    return new LandmarkEvaluation(
        faces.size(), percent * all, percent * pupils, percent * inner, failures, notFound);
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
