package org.palpebra;

import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.FacePointAlignment;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.DetectedFace;

/**
 * Deep3DFaceRecon's crops. A detector's five points are taken as they are; without them the first
 * crop is guessed from the box and the next ones follow the landmarks that were found.
 */
final class FivePointCrops implements CropPlan {
  private final FacePointAlignment alignment;
  private final CanonicalCrops guess;

  /**
   * @param standardPoints as in {@link org.palpebra.spi.CoefficientRegressor#standardPoints}
   */
  FivePointCrops(
      MorphableModel model, PerspectiveCamera camera, float @Nullable [] standardPoints) {
    double scale =
        FacePointAlignment.DEEP3D_PIXELS_PER_MILLIMETRE
            * camera.size()
            / FacePointAlignment.DEEP3D_SIZE;
    alignment =
        new FacePointAlignment(
            standardPoints == null ? ofMean(model) : standardPoints, camera.size(), scale);
    guess = new CanonicalCrops(model, camera);
  }

  private static float[] ofMean(MorphableModel model) {
    int[] vertices = model.landmarks().vertices();
    float[] landmarks = new float[3 * LandmarkScheme.COUNT];
    for (int i = 0; i < LandmarkScheme.COUNT; i++) {
      System.arraycopy(model.meanShape(), 3 * vertices[i], landmarks, 3 * i, 3);
    }
    return FacePointAlignment.fromLandmarks(landmarks);
  }

  @Override
  public Similarity first(DetectedFace face) {
    return face.points().length == 0 ? guess.first(face) : alignment.align(face.points()).inverse();
  }

  @Override
  public Similarity next(
      DetectedFace face, Similarity cropToPhoto, Coefficients found, float[] landmarks) {
    return face.points().length == 0
        ? alignment.align(FivePoints.of(landmarks)).inverse()
        : cropToPhoto;
  }
}
