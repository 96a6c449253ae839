package org.palpebra.training.regressor;

import java.util.Random;

/**
 * How training crops differ from the canonical crop of their photo.
 *
 * @param shift greatest shift of loose crops as a share of the crop's side
 * @param scale greatest factor of loose crops' size is {@code 1 + scale}, least its reciprocal
 * @param rotation greatest rotation of loose crops in degrees
 * @param tight share of crops that are hardly moved, as in a second pass
 * @param flip whether photos are also taken mirrored, with landmarks permuted
 * @param effects whether exposure, colour, sharpness and noise change and things cover the face
 */
public record Augmentation(
    double shift, double scale, double rotation, double tight, boolean flip, boolean effects) {
  private static final CropJitter TIGHT = new CropJitter(0.03, 0.05, Math.toRadians(4));

  public Augmentation {
    if (shift < 0 || shift > 1 || scale < 0 || rotation < 0 || rotation > 180) {
      throw new IllegalArgumentException(
          "shift %s, scale %s or rotation %s out of range".formatted(shift, scale, rotation));
    }
    if (tight < 0 || tight > 1) {
      throw new IllegalArgumentException("tight must be a share in [0, 1], not " + tight);
    }
  }

  /** What the embedded regressor is trained with. */
  public static Augmentation defaults() {
    return new Augmentation(0.12, 0.22, 25, 0.5, true, true);
  }

  /** How one crop is moved. */
  CropJitter draw(Random random) {
    return random.nextDouble() < tight
        ? TIGHT
        : new CropJitter(shift, scale, Math.toRadians(rotation));
  }
}
