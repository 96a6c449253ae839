package org.palpebra.model;

/**
 * The lid margins of one eye, paired.
 *
 * @param upper vertices along the upper margin from the inner to the outer corner, corners excluded
 * @param lower as many vertices along the lower margin; {@code lower[i]} is what {@code upper[i]}
 *     meets when the eye closes
 * @param blinkExpression the expression column that closes this eye ({@code eyeBlinkLeft}), or −1
 * @param eyeballCenter rest position of the eyeball's centre in millimetres (xyz), or empty
 * @param eyeballRadius in millimetres, or 0
 */
public record Lid(
    int[] upper, int[] lower, int blinkExpression, float[] eyeballCenter, float eyeballRadius) {
  public Lid {
    if (upper.length == 0 || upper.length != lower.length) {
      throw new IllegalArgumentException(
          "lid margins must be paired, got %d upper and %d lower vertices"
              .formatted(upper.length, lower.length));
    }
    if (eyeballCenter.length != 0 && eyeballCenter.length != 3) {
      throw new IllegalArgumentException(
          "an eyeball's centre has 3 coordinates or none, got " + eyeballCenter.length);
    }
  }
}
