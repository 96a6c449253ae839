package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SpanTapTest {

  @Property
  void theShortestKernelSeesTheSamePixels(
      @ForAll @IntRange(min = 1, max = 7) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(max = 4) int before,
      @ForAll @IntRange(max = 4) int after,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 1, max = 20) int extent) {
    Span span = new Span(kernel, stride, before, after, dilation);
    Assume.that(span.output(extent) > 0);
    for (int tap = 0; tap < kernel; tap++) {
      SpanTap found = SpanTap.shortest(span, tap, extent);
      String message = span + ", tap " + tap + " of " + extent + ": " + found;
      assertEquals(span.output(extent), found.span().output(extent), message);
      assertEquals(
          tap * dilation - before,
          found.index() * found.span().dilation() - found.span().before(),
          message);
      assertEquals(stride, found.span().stride(), message);
      assertTrue(found.index() < found.span().kernel() && found.span().kernel() <= kernel, message);
    }
  }
}
