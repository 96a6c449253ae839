package org.palpebra.export;

import java.util.List;
import org.palpebra.geometry.HeadPose;

/**
 * A face over time, for {@link GlbWriter#withAnimation}.
 *
 * @param keys at least one, times rising; between two keys the face moves evenly from one to the
 *     other
 */
public record FaceAnimation(List<Key> keys) {
  /**
   * A moment.
   *
   * @param seconds 0 or more
   * @param expression coefficients of the model's expressions, by reference
   * @param pose of the head node
   */
  public record Key(double seconds, float[] expression, HeadPose pose) {}

  /**
   * @throws IllegalArgumentException if there are no keys, or their times are negative or do not
   *     rise
   */
  public FaceAnimation {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("an animation needs a key");
    }
    double last = -1;
    for (Key key : keys) {
      if (!((float) key.seconds > (float) last) || key.seconds < 0) {
        throw new IllegalArgumentException(
            "key times must not be negative and rise, got %s s after %s s"
                .formatted(key.seconds, last));
      }
      last = key.seconds;
    }
  }
}
