package org.palpebra;

/**
 * A person's own limits, from one photo with both eyes open and one with both eyes closed: for the
 * results of one person to be comparable over time. Narrow eyes that are wide open and a closed eye
 * on whose lid the classifier sees an iris then measure 1 and 0 like others'. It changes numbers
 * only, never the 3D face, and it holds for photos of that person made and reconstructed alike.
 *
 * @param left of the subject's left eye
 * @param right of the subject's right eye
 */
public record EyeCalibration(EyeLimits left, EyeLimits right) {
  /** Changes nothing. */
  public static final EyeCalibration IDENTITY =
      new EyeCalibration(EyeLimits.IDENTITY, EyeLimits.IDENTITY);

  /**
   * From two results of the same person.
   *
   * @param open {@link FaceReconstruction#eyes} of the photo with both eyes open
   * @param closed of the photo with both eyes closed
   * @throws IllegalArgumentException naming the eye if the two contradict each other
   */
  public static EyeCalibration of(EyeStates open, EyeStates closed) {
    return new EyeCalibration(
        limits("left", open.left(), closed.left()), limits("right", open.right(), closed.right()));
  }

  private static EyeLimits limits(String name, EyeState open, EyeState closed) {
    try {
      return EyeLimits.of(open, closed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s eye: %s; take one photo with both eyes open and one with both closed, from the front"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** The same eyes on the person's own scale. */
  public EyeStates apply(EyeStates eyes) {
    return new EyeStates(left.apply(eyes.left()), right.apply(eyes.right()));
  }
}
