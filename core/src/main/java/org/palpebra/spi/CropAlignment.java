package org.palpebra.spi;

/** How the regressor's crop is cut from the photo. */
public enum CropAlignment {
  /** Deep3DFaceRecon's five-point weak-perspective alignment: scale and shift, no rotation. */
  FIVE_POINT,
  /**
   * Upright similarity: first from the detector's box, then from the predicted landmarks, so that
   * the posed model would sit in the crop with no in-plane rotation and no translation.
   */
  CANONICAL
}
