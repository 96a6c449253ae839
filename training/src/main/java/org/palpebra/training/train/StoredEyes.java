package org.palpebra.training.train;

import java.util.List;
import java.util.SplittableRandom;

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
