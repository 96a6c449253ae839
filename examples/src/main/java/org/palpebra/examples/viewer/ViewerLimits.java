package org.palpebra.examples.viewer;

import java.math.BigDecimal;

/**
 * What a viewer accepts and keeps.
 *
 * @param bytes size of an uploaded file, at least 1
 * @param pixels width times height of a photo, at least 1
 * @param waiting photos that may wait while one is being worked on, at least 1
 * @param kept photos whose results are kept, the latest; at least 1
 */
public record ViewerLimits(int bytes, long pixels, int waiting, int kept) {
  /** 20 MB, 40 million pixels, 4 waiting, 8 kept. */
  public static final ViewerLimits DEFAULT = new ViewerLimits(20_000_000, 40_000_000, 4, 8);

  /**
   * @throws IllegalArgumentException if a number is below 1
   */
  public ViewerLimits {
    if (bytes < 1 || pixels < 1 || waiting < 1 || kept < 1) {
      throw new IllegalArgumentException(
          "limits must be at least 1, got %d bytes, %d pixels, %d waiting, %d kept"
              .formatted(bytes, pixels, waiting, kept));
    }
  }

  /** For errors, such as "at most 20 MB and 40 million pixels are accepted". */
  String accepted() {
    return "at most %s MB and %s million pixels are accepted"
        .formatted(millions(bytes), millions(pixels));
  }

  private static String millions(long count) {
    return BigDecimal.valueOf(count).movePointLeft(6).stripTrailingZeros().toPlainString();
  }
}
