package org.palpebra.training.graph;

/**
 * How a kernel moves along one axis.
 *
 * @param kernel number of taps, ≥ 1
 * @param stride pixels between neighbouring positions, ≥ 1
 * @param before zeros added in front, ≥ 0
 * @param after zeros added behind, ≥ 0
 * @param dilation pixels between neighbouring taps, ≥ 1
 */
public record Span(int kernel, int stride, int before, int after, int dilation) {

  public Span {
    if (kernel < 1 || stride < 1 || dilation < 1 || before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "kernel %d, stride %d, padding %d and %d, dilation %d: out of range"
              .formatted(kernel, stride, before, after, dilation));
    }
  }

  /** Pixels from the first to the last tap, both counted. */
  public int reach() {
    return dilation * (kernel - 1) + 1;
  }

  /** Number of positions on an axis of the given extent. */
  public int output(int extent) {
    return Math.floorDiv(extent + before + after - reach(), stride) + 1;
  }

  /** Pixels behind the last position that no tap reaches, padding included. */
  int rest(int extent) {
    return (extent + before + after - reach()) % stride;
  }

  /** Whether the transpose in the image is a convolution with the turned kernel. */
  boolean turns() {
    return stride == 1 && reach() > Math.max(before, after);
  }

  /** The span of that convolution. */
  Span turned() {
    return new Span(kernel, 1, reach() - 1 - before, reach() - 1 - after, dilation);
  }
}
