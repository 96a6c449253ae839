package org.palpebra.training.regressor;

import java.util.Random;
import org.palpebra.geometry.CanonicalCrop;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;

/**
 * How far training crops lie from the canonical one.
 *
 * @param shift greatest shift as a share of the crop's side
 * @param scale greatest factor of size is {@code 1 + scale}, least its reciprocal
 * @param roll greatest rotation in radians
 */
record CropJitter(double shift, double scale, double roll) {
  /** A drawn pose of a canonical face; rx and ry stay. */
  HeadPose move(
      PerspectiveCamera camera, CoefficientLayout layout, float[] coefficients, Random random) {
    double side = shift * camera.size();
    return CanonicalCrop.moved(
        camera,
        coefficients[layout.rotationOffset()],
        coefficients[layout.rotationOffset() + 1],
        symmetric(random) * roll,
        Math.pow(1 + scale, symmetric(random)),
        symmetric(random) * side,
        symmetric(random) * side);
  }

  private static double symmetric(Random random) {
    return 2 * random.nextDouble() - 1;
  }

  /** The crop in which the face has that pose. */
  static Similarity crop(PerspectiveCamera camera, Similarity canonicalToPhoto, HeadPose pose) {
    return canonicalToPhoto.after(CanonicalCrop.toCrop(camera, pose).inverse());
  }
}
