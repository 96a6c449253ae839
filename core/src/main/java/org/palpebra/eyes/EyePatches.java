package org.palpebra.eyes;

import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.Similarity;

/**
 * Cuts the two grey patches that the eye-state classifier looks at. Training and run time both cut
 * with this class.
 *
 * <p>A patch is upright along the line of the eyes, its centre is the mean of the eye's six
 * landmarks, its side {@value #SIDE} times the distance of the two eyes. That is how the patches of
 * <em>Closed Eyes In The Wild</em> lie in their faces (median over 338 faces: 0.65, eye in the
 * middle), except that those follow the photo's axes; their eye lines are tilted by 8° or less in
 * four of five faces. On a head turned aside the eyes come closer but do not shrink vertically, and
 * those patches keep their size; so 0.9 times the distance from the eyes to the mouth takes the
 * place of the eyes' distance where it is longer, which frontal faces hardly ever reach.
 *
 * <p>Thread-safe.
 */
public final class EyePatches {
  private static final double SIDE = 0.65;
  private static final double EYES_PER_MOUTH_DISTANCE = 0.9;

  private EyePatches() {}

  /**
   * Cuts both patches.
   *
   * @param landmarks {@code float[136]} in photo pixels, not modified
   * @param size side of a patch in pixels
   * @param out {@code float[2·size·size]} to fill, or null for a new array
   * @return grey (BT.601 luma) in [0, 1]: the subject's right eye, then the left one
   */
  public static float[] cut(FaceImage photo, float[] landmarks, int size, float @Nullable [] out) {
    float[] patches = out != null ? out : new float[2 * size * size];
    cut(photo, landmarks, size, patches, 0);
    return patches;
  }

  /**
   * Cuts both patches into a batch.
   *
   * @param offset of the right eye's first number in {@code out}
   */
  public static void cut(FaceImage photo, float[] landmarks, int size, float[] out, int offset) {
    int plane = size * size;
    if (size < 1 || offset < 0 || offset + 2L * plane > out.length) {
      throw new IllegalArgumentException(
          "two patches of %d×%d at offset %d do not fit into %d numbers"
              .formatted(size, size, offset, out.length));
    }
    float[] rgb = new float[3 * plane];
    for (EyelidPairs eye : EyelidPairs.values()) {
      ImageSampler.crop(photo, patchToPhoto(landmarks, eye, size), size, rgb);
      int start = eye == EyelidPairs.RIGHT ? offset : offset + plane;
      for (int i = 0; i < plane; i++) {
        out[start + i] = 0.299f * rgb[i] + 0.587f * rgb[plane + i] + 0.114f * rgb[2 * plane + i];
      }
    }
  }

  /**
   * From the pixels of an eye's patch to the photo's.
   *
   * @param landmarks {@code float[136]} in photo pixels, not modified
   * @param size side of the patch in pixels
   */
  public static Similarity patchToPhoto(float[] landmarks, EyelidPairs eye, int size) {
    EyelidPairs.requireLandmarks(landmarks);
    double[] right = mean(landmarks, 36, 41);
    double[] left = mean(landmarks, 42, 47);
    double dx = left[0] - right[0];
    double dy = left[1] - right[1];
    double eyes = Math.max(Math.hypot(dx, dy), 1e-3);
    double mouth =
        Math.hypot(
            (landmarks[2 * 48] + landmarks[2 * 54] - left[0] - right[0]) / 2,
            (landmarks[2 * 48 + 1] + landmarks[2 * 54 + 1] - left[1] - right[1]) / 2);
    double scale = SIDE * Math.max(eyes, EYES_PER_MOUTH_DISTANCE * mouth) / size;
    double a = scale * dx / eyes;
    double b = scale * dy / eyes;
    double[] center = eye == EyelidPairs.RIGHT ? right : left;
    double half = size / 2.0;
    return new Similarity(a, b, center[0] - a * half + b * half, center[1] - b * half - a * half);
  }

  private static double[] mean(float[] landmarks, int from, int to) {
    double x = 0;
    double y = 0;
    for (int i = from; i <= to; i++) {
      x += landmarks[2 * i];
      y += landmarks[2 * i + 1];
    }
    int n = to - from + 1;
    return new double[] {x / n, y / n};
  }
}
