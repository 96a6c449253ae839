package org.palpebra.training.regressor;

import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.geometry.Similarity;

/**
 * One face to learn from: a picture and what is known about it. Arrays are stored by reference.
 *
 * @param cropToPhoto the canonical crop ({@link org.palpebra.spi.CropAlignment#CANONICAL})
 * @param coefficients known or fitted, in the canonical crop: no translation, no roll
 * @param landmarks {@code float[136]} in photo pixels
 * @param landmarkWeights {@code float[68]}
 * @param pairWeights {@code float[7]}: four lid pairs, three inner-lip pairs
 * @param supervision weights in the order of {@link
 *     org.palpebra.training.loss.RegressorTargets.Supervision}
 * @param openness lowest and highest lid openness: left low, right low, left high, right high
 * @param eyeCentres photo pixels of the subject's right and left eye, {@code float[4]}
 * @param eyeWeight of the eyes' centres
 * @param skin where skin is, or null if nobody asked for it
 */
record TrainingFace(
    FaceImage photo,
    Similarity cropToPhoto,
    float[] coefficients,
    float[] landmarks,
    float[] landmarkWeights,
    float[] pairWeights,
    float[] supervision,
    float[] openness,
    float[] eyeCentres,
    float eyeWeight,
    @Nullable SkinMask skin) {
  static final int PAIRS = 7;

  /** Openness bounds that allow everything. */
  static float[] anyOpenness() {
    return new float[] {-1, -1, 9, 9};
  }
}
