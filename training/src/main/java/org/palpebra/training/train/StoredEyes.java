package org.palpebra.training.train;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.palpebra.FaceImage;
import org.palpebra.eyes.EyePatches;

/**
 * Examples in memory. Thread-safe.
 *
 * @param side of a patch in pixels
 * @param patches {@code float[side·side]} each, stored by reference
 * @param closed their labels, as {@link EyeExamples#example} returns them
 */
public record StoredEyes(int side, List<float[]> patches, List<Float> closed)
    implements EyeExamples {
  /**
   * @throws IllegalArgumentException if there are not as many labels as patches
   */
  public StoredEyes {
    if (patches.size() != closed.size()) {
      throw new IllegalArgumentException(
          "%d patches and %d labels".formatted(patches.size(), closed.size()));
    }
    patches = List.copyOf(patches);
    closed = List.copyOf(closed);
  }

  /** The two eyes of a face, cut as the pipeline cuts them; right eye first. */
  public static List<float[]> pair(FaceImage photo, float[] landmarks, int side) {
    float[] both = EyePatches.cut(photo, landmarks, side, null);
    int eye = both.length / 2;
    return List.of(Arrays.copyOf(both, eye), Arrays.copyOfRange(both, eye, both.length));
  }

  @Override
  public int size() {
    return patches.size();
  }

  @Override
  public float example(int index, SplittableRandom random, float[] patch) {
    System.arraycopy(patches.get(index), 0, patch, 0, patch.length);
    return closed.get(index);
  }
}
