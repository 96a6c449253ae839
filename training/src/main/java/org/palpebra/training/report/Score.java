package org.palpebra.training.report;

import java.util.Locale;
import org.palpebra.metrics.Interval;

/**
 * One result of an evaluation.
 *
 * @param name its key, such as {@code nme_percent}
 * @param value a {@link Double}, {@link Integer} or {@link Boolean}
 * @param interval of 95 %; {@link Interval#NONE} for none
 * @param method how the interval was made; empty for none
 */
public record Score(String name, Object value, Interval interval, String method) {
  /** Whether an interval could be given. */
  public boolean hasInterval() {
    return !Double.isNaN(interval.low());
  }

  /** The value for a human, four digits after the point. */
  public String text() {
    return value instanceof Double number ? rounded(number) : value.toString();
  }

  /** The interval for a human, in brackets; empty for none. */
  public String intervalText() {
    return hasInterval()
        ? "[%s, %s]".formatted(rounded(interval.low()), rounded(interval.high()))
        : "";
  }

  private static String rounded(double number) {
    return String.format(Locale.ROOT, "%.4f", number);
  }
}
