package org.palpebra.internal;

/**
 * The weights of {@code count} linear combinations: number {@code f} has {@code values[offset +
 * f·stride + k]} for column {@code k}.
 */
public record Combinations(float[] values, int offset, int stride, int count) {
  /** The index of combination {@code f}'s first weight. */
  public int start(int f) {
    return offset + f * stride;
  }
}
