package org.palpebra.training.graph;

/**
 * How a two-dimensional kernel moves over an image.
 *
 * @param vertical along the height
 * @param horizontal along the width
 * @param groups number of groups that channels are cut into, ≥ 1
 */
public record Window(Span vertical, Span horizontal, int groups) {

  public Window {
    if (groups < 1) {
      throw new IllegalArgumentException(groups + " groups");
    }
  }

  /** The same stride, padding (on all four sides) and dilation along both axes. */
  public Window(
      int kernelHeight, int kernelWidth, int stride, int padding, int dilation, int groups) {
    this(
        new Span(kernelHeight, stride, padding, padding, dilation),
        new Span(kernelWidth, stride, padding, padding, dilation),
        groups);
  }

  /** A square kernel without dilation, one group. */
  public static Window square(int kernel, int stride, int padding) {
    return new Window(kernel, kernel, stride, padding, 1, 1);
  }

  /** The window of a convolution or pooling. */
  static Window of(Node node) {
    return new Window(span(node, 0), span(node, 1), (int) node.integer("group", 1));
  }

  private static Span span(Node node, int axis) {
    int[] pads = node.integers("pads");
    int dilation = node.attributes.containsKey("dilations") ? node.integers("dilations")[axis] : 1;
    return new Span(
        node.integers("kernel_shape")[axis],
        node.integers("strides")[axis],
        pads[axis],
        pads[axis + 2],
        dilation);
  }

  public Window withGroups(int count) {
    return new Window(vertical, horizontal, count);
  }

  public int kernelHeight() {
    return vertical.kernel();
  }

  public int kernelWidth() {
    return horizontal.kernel();
  }

  /** Extent of the result along the height. */
  public int outputHeight(int height) {
    return vertical.output(height);
  }

  /** Extent of the result along the width. */
  public int outputWidth(int width) {
    return horizontal.output(width);
  }

  int taps() {
    return kernelHeight() * kernelWidth();
  }

  boolean strided() {
    return vertical.stride() > 1 || horizontal.stride() > 1;
  }

  boolean padded() {
    return vertical.before() + vertical.after() + horizontal.before() + horizontal.after() > 0;
  }

  int[] kernel() {
    return new int[] {kernelHeight(), kernelWidth()};
  }

  int[] strides() {
    return new int[] {vertical.stride(), horizontal.stride()};
  }

  int[] dilations() {
    return new int[] {vertical.dilation(), horizontal.dilation()};
  }

  /** Top, left, bottom, right. */
  int[] pads() {
    return new int[] {vertical.before(), horizontal.before(), vertical.after(), horizontal.after()};
  }

  /** Zeros around an image batch [N, C, H, W]. */
  Tensor pad(Tensor image) {
    return image.pad(
        new int[] {0, 0, vertical.before(), horizontal.before()},
        new int[] {0, 0, vertical.after(), horizontal.after()});
  }
}
