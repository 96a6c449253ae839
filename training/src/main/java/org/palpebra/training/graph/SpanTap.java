package org.palpebra.training.graph;

/**
 * One tap of a kernel along one axis.
 *
 * @param span how a kernel with that tap moves
 * @param index of the tap
 */
record SpanTap(Span span, int index) {

  /**
   * The shortest kernel with a tap that sees the same pixels from as many positions.
   *
   * @param tap of the span
   * @param extent of the image, without padding
   */
  static SpanTap shortest(Span span, int tap, int extent) {
    int offset = tap * span.dilation() - span.before();
    int before = Math.max(0, -offset);
    int steps = (span.output(extent) - 1) * span.stride();
    for (int kernel = offset + before + 1; kernel < span.kernel(); kernel++) {
      int unseen = extent + before - steps - kernel;
      if (unseen < span.stride()) {
        Span shorter = new Span(kernel, span.stride(), before, Math.max(0, -unseen), 1);
        return new SpanTap(shorter, offset + before);
      }
    }
    return new SpanTap(span, tap);
  }
}
