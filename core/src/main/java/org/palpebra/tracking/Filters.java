package org.palpebra.tracking;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.palpebra.tracking.OneEuroFilter.Tuning;

/** One filter per number of a vector. */
final class Filters {
  private final OneEuroFilter[] filters;

  Filters(int count, IntFunction<Tuning> tuning) {
    filters =
        IntStream.range(0, count)
            .mapToObj(i -> new OneEuroFilter(tuning.apply(i)))
            .toArray(OneEuroFilter[]::new);
  }

  /** Replaces part of a vector by what comes out. */
  void apply(float[] values, int offset, double seconds) {
    for (int i = 0; i < filters.length; i++) {
      values[offset + i] = (float) filters[i].filter(values[offset + i], seconds);
    }
  }

  void reset() {
    for (OneEuroFilter filter : filters) {
      filter.reset();
    }
  }
}
