package org.palpebra;

import org.palpebra.geometry.Similarity;
import org.palpebra.model.Coefficients;
import org.palpebra.spi.DetectedFace;

/** Where the regressor's crops lie; one per {@link org.palpebra.spi.CropAlignment}. Thread-safe. */
interface CropPlan {
  /** The first crop, from crop pixels to photo pixels. */
  Similarity first(DetectedFace face);

  /**
   * The crop in which what was just found would lie as it should.
   *
   * @param cropToPhoto the crop that was used
   * @param found what the regressor made of it
   * @param landmarks {@code float[136]}, its landmarks on the photo
   */
  Similarity next(DetectedFace face, Similarity cropToPhoto, Coefficients found, float[] landmarks);
}
