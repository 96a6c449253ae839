package org.palpebra.spi;

import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;

/** Crop in, 3DMM coefficients out. Implementations are thread-safe. */
public interface CoefficientRegressor extends AutoCloseable {
  /** How the coefficients are laid out; the sizes must be those of the face model. */
  CoefficientLayout layout();

  /** The camera of the crop that the network was trained on; its size is the input size. */
  PerspectiveCamera camera();

  /** How crops are cut. */
  CropAlignment alignment();

  /**
   * For {@link CropAlignment#FIVE_POINT}: the five points on the face that crops were aligned to in
   * training, {@code float[15]}, xyz in millimetres, in the order of {@link
   * org.palpebra.geometry.FacePointAlignment}; null for those of the face model's mean.
   */
  default float @Nullable [] standardPoints() {
    return null;
  }

  /**
   * @param crops {@code float[N·3·S·S]}, planar RGB in [0, 1] (the implementation normalises), not
   *     modified
   * @param count N ≥ 1
   * @return {@code float[N·layout().size()]}: rotation in radians, translation in millimetres
   */
  float[] regress(float[] crops, int count);

  /**
   * How its answers tell a face from something else, or null if nobody has measured that; then
   * faces are what the detector says.
   */
  default @Nullable FaceCheck check() {
    return null;
  }

  /** Which model this regressor is and where it runs; stands in every result. */
  ModelInfo info();

  /** Frees what it holds; nothing else may be called afterwards. */
  @Override
  void close();
}
