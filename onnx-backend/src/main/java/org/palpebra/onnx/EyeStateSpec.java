package org.palpebra.onnx;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How an eye-state network is fed; {@code eyeState} in {@code bundle.json}.
 *
 * @param size side S of the square grey patch in pixels
 * @param input name of the input {@code float[N,1,S,S]}, grey in [0, 1]
 * @param output name of the output {@code float[N]}, P(closed)
 */
public record EyeStateSpec(
    @JsonProperty(required = true) int size,
    @JsonProperty(required = true) String input,
    @JsonProperty(required = true) String output) {
  /** {@code eyes} to {@code closed}. */
  public static EyeStateSpec ofSize(int size) {
    return new EyeStateSpec(size, "eyes", "closed");
  }

  public EyeStateSpec {
    if (size < 4 || size > 1024) {
      throw new IllegalArgumentException("size must lie in 4..1024, got " + size);
    }
  }
}
