package org.palpebra.training.train;

import org.jspecify.annotations.Nullable;

/**
 * How the learning rate falls after the warm-up.
 *
 * @param kind the curve
 * @param epochs {@link Kind#STEP} only: number of epochs between falls, which need not be whole
 * @param factor {@link Kind#STEP} only: what a fall multiplies the rate by, in (0, 1)
 * @param rise {@link Kind#ONE_CYCLE} only: share of the run over which the rate rises, in (0, 1)
 * @param divisor {@link Kind#ONE_CYCLE} only: greatest rate over the first one, ≥ 1
 */
public record Schedule(
    Kind kind,
    @Nullable Double epochs,
    @Nullable Double factor,
    @Nullable Double rise,
    @Nullable Double divisor) {

  /** The curves. */
  public enum Kind {
    /** Always the greatest rate. */
    CONSTANT,
    /** Half a cosine from the greatest rate to the final one (Loshchilov and Hutter 2017). */
    COSINE,
    /** Multiplied by the factor every so many epochs. */
    STEP,
    /**
     * Half a cosine up, then half a cosine down to the final rate (Smith and Topin 2018, with
     * PyTorch's curves); takes no warm-up, as it has its own.
     */
    ONE_CYCLE
  }

  public Schedule {
    boolean step = kind == Kind.STEP;
    boolean cycle = kind == Kind.ONE_CYCLE;
    require(kind, "epochs", epochs, step, 0, Double.MAX_VALUE);
    require(kind, "factor", factor, step, 0, 1);
    require(kind, "rise", rise, cycle, 0, 1);
    require(kind, "divisor", divisor, cycle, 1 - Math.ulp(1.0), Double.MAX_VALUE);
  }

  private static void require(
      Kind kind, String name, @Nullable Double value, boolean needed, double above, double below) {
    if (needed != (value != null)) {
      throw new IllegalArgumentException(
          "schedule %s %s %s".formatted(kind, needed ? "needs" : "takes no", name));
    }
    if (value != null && !(value > above && value < below)) {
      throw new IllegalArgumentException(
          "schedule %s: %s must lie between %s and %s, not %s"
              .formatted(kind, name, above, below, value));
    }
  }

  public static Schedule constant() {
    return new Schedule(Kind.CONSTANT, null, null, null, null);
  }

  public static Schedule cosine() {
    return new Schedule(Kind.COSINE, null, null, null, null);
  }

  /** Multiplies the rate by a factor every so many epochs. */
  public static Schedule step(double epochs, double factor) {
    return new Schedule(Kind.STEP, epochs, factor, null, null);
  }

  /** See {@link Kind#ONE_CYCLE}. */
  public static Schedule oneCycle(double rise, double divisor) {
    return new Schedule(Kind.ONE_CYCLE, null, null, rise, divisor);
  }

  /**
   * The share of the greatest rate at a step.
   *
   * @param step from 0, counted after the warm-up
   * @param total number of steps after the warm-up
   * @param stepsPerEpoch length of an epoch
   * @param finalShare at the end, where the curve has one
   */
  double share(long step, long total, double stepsPerEpoch, double finalShare) {
    return switch (kind) {
      case CONSTANT -> 1;
      case COSINE -> between(1, finalShare, Math.min(1, (double) step / Math.max(1, total)));
      case STEP -> Math.pow(value(factor), Math.floor(step / (value(epochs) * stepsPerEpoch)));
      case ONE_CYCLE -> cycle(step, total, finalShare);
    };
  }

  private double cycle(long step, long total, double finalShare) {
    double top = value(rise) * total - 1;
    if (step <= top) {
      return between(1 / value(divisor), 1, step / top);
    }
    return between(1, finalShare, Math.min(1, (step - top) / (total - 1 - top)));
  }

  /** Along half a cosine. */
  private static double between(double from, double to, double done) {
    return to + (from - to) * ((1 + Math.cos(Math.PI * done)) / 2);
  }

  private static double value(@Nullable Double value) {
    if (value == null) {
      throw new IllegalStateException("a parameter of another kind of schedule");
    }
    return value;
  }

  /** For a checkpoint's fingerprint. */
  String fingerprint() {
    return switch (kind) {
      case CONSTANT, COSINE -> kind.name();
      case STEP -> "STEP " + factor + " every " + epochs + " epochs";
      case ONE_CYCLE -> "ONE_CYCLE rise " + rise + " divisor " + divisor;
    };
  }
}
