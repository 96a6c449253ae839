package org.palpebra.metrics;

/**
 * A confidence interval.
 *
 * @param low lower limit, NaN where there is none
 * @param high upper limit, NaN where there is none
 */
public record Interval(double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution, for 95 % intervals. */
  private static final double Z = 1.959963984540054;

  /** No interval can be given. */
  public static final Interval NONE = new Interval(Double.NaN, Double.NaN);

  /**
   * The 95 % interval of a proportion by Wilson's score method (E. B. Wilson, "Probable inference,
   * the law of succession, and statistical inference", JASA 1927). It takes the cases to be
   * independent.
   *
   * @param successes in [0, n]
   * @param n at least 1
   * @return within [0, 1]
   */
  public static Interval wilson(int successes, int n) {
    if (n < 1 || successes < 0 || successes > n) {
      throw new IllegalArgumentException(
          "expected 0 to n successes of at least one case, got %d of %d".formatted(successes, n));
    }
    double share = (double) successes / n;
    double z2 = Z * Z / n;
    double middle = share + z2 / 2;
    double reach = Z * Math.sqrt(share * (1 - share) / n + z2 / (4 * n));
    return new Interval(
        Math.max(0, (middle - reach) / (1 + z2)), Math.min(1, (middle + reach) / (1 + z2)));
  }
}
