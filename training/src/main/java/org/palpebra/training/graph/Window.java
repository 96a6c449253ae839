package org.palpebra.training.graph;

/**
 * How a two-dimensional kernel moves over an image: the same on both axes' attributes, each axis
 * with its own extents.
 *
 * @param kernelHeight ≥ 1
 * @param kernelWidth ≥ 1
 * @param stride pixels between neighbouring positions, ≥ 1
 * @param padding zeros on each side, ≥ 0
 * @param dilation pixels between neighbouring taps, ≥ 1
 * @param groups number of groups that channels are cut into, ≥ 1
 */
public record Window(
    int kernelHeight, int kernelWidth, int stride, int padding, int dilation, int groups) {

  public Window {
    if (Math.min(Math.min(kernelHeight, kernelWidth), Math.min(stride, dilation)) < 1
        || groups < 1
        || padding < 0) {
      throw new IllegalArgumentException("kernel, stride, dilation or padding out of range");
    }
  }

  /** A square kernel without dilation, one group. */
  public static Window square(int kernel, int stride, int padding) {
    return new Window(kernel, kernel, stride, padding, 1, 1);
  }

  public Window withGroups(int count) {
    return new Window(kernelHeight, kernelWidth, stride, padding, dilation, count);
  }

  /** Extent of the result along the height. */
  public int outputHeight(int height) {
    return (height + 2 * padding - dilation * (kernelHeight - 1) - 1) / stride + 1;
  }

  /** Extent of the result along the width. */
  public int outputWidth(int width) {
    return (width + 2 * padding - dilation * (kernelWidth - 1) - 1) / stride + 1;
  }

  int taps() {
    return kernelHeight * kernelWidth;
  }

  int[] kernel() {
    return new int[] {kernelHeight, kernelWidth};
  }

  int[] pads() {
    return new int[] {padding, padding, padding, padding};
  }

  int[] twice(int value) {
    return new int[] {value, value};
  }
}
