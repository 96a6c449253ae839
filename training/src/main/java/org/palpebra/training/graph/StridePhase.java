package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Of a strided convolution along one axis: the pixels whose index leaves one remainder by the
 * stride. They see only every so many taps, which is a convolution of its own, without stride.
 *
 * @param taps of the kernel that they see, in the order in which a convolution of the output's
 *     gradient meets them; may be none
 * @param before zeros in front of the gradient, impossible when negative
 * @param after zeros behind it, impossible when negative
 */
record StridePhase(int[] taps, int before, int after) {

  /**
   * All remainders, 0 … stride − 1, equally many pixels of each, the last ones perhaps behind the
   * end; pixel {@code stride · u + tap − before} sees output u by that tap.
   *
   * @param extent of the input
   * @param output extent of the output
   */
  static List<StridePhase> of(Span span, int extent, int output) {
    List<StridePhase> phases = new ArrayList<>();
    for (int pixel = 0; pixel < span.stride(); pixel++) {
      phases.add(of(span, pixel, extent, output));
    }
    return phases;
  }

  private static StridePhase of(Span span, int pixel, int extent, int output) {
    int stride = span.stride();
    int lowest = (pixel + span.before()) % stride;
    int count = Math.max(0, (span.kernel() - lowest + stride - 1) / stride);
    int[] taps = new int[count];
    for (int i = 0; i < count; i++) {
      taps[i] = lowest + stride * (count - 1 - i);
    }
    int firstOutput = (pixel + span.before() - lowest) / stride;
    int lastOutput = firstOutput + (extent + stride - 1) / stride - 1;
    return new StridePhase(taps, count - 1 - firstOutput, lastOutput - (output - 1));
  }

  /** Whether all remainders are convolutions. */
  static boolean suit(Span span, int extent, int output) {
    return span.dilation() == 1
        && of(span, extent, output).stream()
            .allMatch(phase -> phase.isEmpty() || (phase.before >= 0 && phase.after >= 0));
  }

  boolean isEmpty() {
    return taps.length == 0;
  }

  Span span() {
    return new Span(taps.length, 1, before, after, 1);
  }
}
