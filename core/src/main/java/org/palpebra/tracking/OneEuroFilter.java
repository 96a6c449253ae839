package org.palpebra.tracking;

/**
 * A first-order low-pass filter of which the cutoff rises with the signal's speed: a still signal
 * is smoothed much, a fast one follows with little delay. Géry Casiez, Nicolas Roussel, Daniel
 * Vogel: 1€ Filter: A Simple Speed-based Low-pass Filter for Noisy Input in Interactive Systems,
 * CHI 2012, <a href="https://doi.org/10.1145/2207676.2208639">doi:10.1145/2207676.2208639</a>.
 *
 * <p>With T the time since the last value and {@code α(f) = 1 / (1 + 1/(2π·f·T))}: the speed is
 * low-passed by {@code α(speedCutoff)}, the value by {@code α(minCutoff + beta·|speed|)}. Steps may
 * differ in length. Not thread-safe.
 */
public final class OneEuroFilter {
  private final Tuning tuning;
  private double value;
  private double speed;
  private double last = Double.NaN;

  /**
   * How much is smoothed.
   *
   * @param minCutoff of a signal at rest, in hertz, above 0
   * @param beta by how many hertz the cutoff rises per unit of speed (units of the signal per
   *     second), 0 or more
   * @param speedCutoff of the speed, in hertz, above 0; the paper's is 1
   */
  public record Tuning(double minCutoff, double beta, double speedCutoff) {
    public Tuning {
      if (!(minCutoff > 0) || !(beta >= 0) || !(speedCutoff > 0)) {
        throw new IllegalArgumentException(
            "cutoffs must be above 0 and beta not negative, got %s, %s, %s"
                .formatted(minCutoff, beta, speedCutoff));
      }
    }
  }

  public OneEuroFilter(Tuning tuning) {
    this.tuning = tuning;
  }

  /**
   * The next value, smoothed; the first one after the beginning or {@link #reset} comes back as it
   * is.
   *
   * @param seconds later than the last time
   */
  public double filter(double next, double seconds) {
    return filter(next, seconds, 1);
  }

  /**
   * As {@link #filter(double, double)}, for a signal whose unit is not {@link Tuning}'s.
   *
   * @param unit of the tuning, in units of the signal
   */
  double filter(double next, double seconds, double unit) {
    if (Double.isNaN(last)) {
      value = next;
    } else {
      double step = seconds - last;
      if (!(step > 0)) {
        throw new IllegalArgumentException(
            "times must rise, got %s s after %s s".formatted(seconds, last));
      }
      speed += alpha(tuning.speedCutoff, step) * ((next - value) / step / unit - speed);
      value += alpha(tuning.minCutoff + tuning.beta * Math.abs(speed), step) * (next - value);
    }
    last = seconds;
    return value;
  }

  private static double alpha(double cutoff, double step) {
    return 1 / (1 + 1 / (2 * Math.PI * cutoff * step));
  }

  /** Forgets everything. */
  public void reset() {
    value = 0;
    speed = 0;
    last = Double.NaN;
  }
}
