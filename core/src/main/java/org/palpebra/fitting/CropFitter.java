package org.palpebra.fitting;

import java.util.Arrays;
import org.palpebra.geometry.CanonicalCrop;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.internal.Buffers;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;

/**
 * As {@link LandmarkFitter} for 68 landmarks, but in the canonical crop in which regressors see
 * faces ({@link org.palpebra.spi.CropAlignment#CANONICAL}): the crop follows the face, and its
 * camera stands for the photo's, whose focal length is unknown. Identity has its prior but no
 * bound. Immutable and thread-safe.
 */
public final class CropFitter {
  private static final int POSE_STEPS = 6;
  private static final int SHAPE_STEPS = 9;

  /** Expected error of an annotation in crop pixels: fixed landmarks, and the jaw line. */
  private static final double NOISE = 1.2;

  private static final double CONTOUR_NOISE = 2;

  /** What networks learn from keeps the strongest identities. */
  private static final double UNBOUNDED = 1e6;

  private final FitPoints points;
  private final CoefficientLayout layout;
  private final PerspectiveCamera camera;
  private final GaussNewton.Prior prior;
  private final double[] noise;
  private final float[] meanLandmarks;

  /**
   * A fitted face.
   *
   * @param coefficients in the canonical crop: no translation, no rotation about z; light and
   *     albedo 0
   * @param cropToPhoto the canonical crop
   * @param error root mean square distance of the 68 landmarks in crop pixels
   */
  public record Fit(Coefficients coefficients, Similarity cropToPhoto, double error) {}

  /**
   * @param lighting number of SH coefficients of the result's layout
   * @param camera of the canonical crop
   */
  public CropFitter(MorphableModel model, int lighting, PerspectiveCamera camera) {
    points = FitPoints.landmarks(model);
    layout = model.layout(lighting);
    this.camera = camera;
    prior = GaussNewton.Prior.of(model, FitOptions.of(model).withLimit(UNBOUNDED));
    noise = new double[LandmarkScheme.COUNT];
    Arrays.fill(noise, NOISE);
    Arrays.fill(noise, 0, LandmarkScheme.CONTOUR, CONTOUR_NOISE);
    meanLandmarks = newFace().project();
  }

  private GaussNewton newFace() {
    return new GaussNewton(
        points,
        prior,
        camera,
        noise,
        LandmarkFitter.ones(LandmarkScheme.COUNT),
        camera.distance() / 2);
  }

  /**
   * Fits one face.
   *
   * @param landmarks {@code float[136]} in photo pixels, not modified
   */
  public Fit fit(float[] landmarks) {
    Buffers.requireLength("landmark coordinates", landmarks.length, 2 * LandmarkScheme.COUNT);
    Similarity cropToPhoto = Similarity.fit(meanLandmarks, landmarks);
    GaussNewton face = newFace();
    face.steps(POSE_STEPS, cropToPhoto.inverse().apply(landmarks), false);
    cropToPhoto = toCanonical(face, cropToPhoto);
    face.steps(SHAPE_STEPS, cropToPhoto.inverse().apply(landmarks), true);
    cropToPhoto = toCanonical(face, cropToPhoto);
    double error = face.steps(2, cropToPhoto.inverse().apply(landmarks), true);
    cropToPhoto = toCanonical(face, cropToPhoto);
    return new Fit(coefficients(face), cropToPhoto, error);
  }

  /** Moves the crop to where the face needs neither translation nor roll, and removes both. */
  private Similarity toCanonical(GaussNewton face, Similarity cropToPhoto) {
    double[] p = face.pose;
    HeadPose pose =
        new HeadPose(
            (float) p[0], (float) p[1], (float) p[2], (float) p[3], (float) p[4], (float) p[5]);
    face.clearPlace();
    return cropToPhoto.after(CanonicalCrop.toCrop(camera, pose));
  }

  private Coefficients coefficients(GaussNewton face) {
    float[] values = new float[layout.size()];
    for (int k = 0; k < face.coefficients.length; k++) {
      values[k] = (float) face.coefficients[k];
    }
    values[layout.rotationOffset()] = (float) face.pose[0];
    values[layout.rotationOffset() + 1] = (float) face.pose[1];
    return new Coefficients(layout, values);
  }
}
