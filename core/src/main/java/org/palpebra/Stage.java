package org.palpebra;

/** The steps from a picture to what is made of it, in their order. */
public enum Stage {
  /** Reading and decoding the picture; reported by who does that. */
  DECODE,
  /** Finding faces in the whole picture. */
  DETECT,
  /** Cutting the regressor's crops. */
  CROP,
  /** Crops to coefficients and landmarks. */
  REGRESS,
  /** Telling faces from other things by moved and mirrored crops, cutting them included. */
  CHECK,
  /** Cutting and classifying the eye patches. */
  EYES,
  /** Bringing the lids to the eyes' state. */
  REFINE,
  /** Smoothing over time ({@link org.palpebra.tracking.FaceTracker}). */
  FILTER,
  /** Handing the result on; reported by who does that. */
  SEND
}
