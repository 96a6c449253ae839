package org.palpebra.training.graph;

import java.util.function.DoubleToIntFunction;

/**
 * Linear interpolation of any width along one axis: result i is {@code Σ weights[k][i] ·
 * source[indices[k][i]]}. Positions are in source elements, 0 being the first; beyond the ends the
 * outermost element goes on. Immutable.
 */
public final class Resampling {
  private final int[][] indices;
  private final double[][] weights;

  private Resampling(int[][] indices, double[][] weights) {
    this.indices = indices;
    this.weights = weights;
  }

  /**
   * @param extent of the source axis
   * @param positions one per result
   * @param rounding picks the element of a position
   */
  public static Resampling nearest(int extent, double[] positions, DoubleToIntFunction rounding) {
    int[] chosen = new int[positions.length];
    double[] ones = new double[positions.length];
    for (int i = 0; i < positions.length; i++) {
      chosen[i] = clamp(rounding.applyAsInt(positions[i]), extent);
      ones[i] = 1;
    }
    return new Resampling(new int[][] {chosen}, new double[][] {ones});
  }

  /**
   * Between the two elements around each position.
   *
   * @param extent of the source axis
   * @param positions one per result
   */
  public static Resampling linear(int extent, double[] positions) {
    int count = positions.length;
    int[][] indices = new int[2][count];
    double[][] weights = new double[2][count];
    for (int i = 0; i < count; i++) {
      double inside = Math.max(0, Math.min(extent - 1, positions[i]));
      int lower = (int) Math.floor(inside);
      indices[0][i] = lower;
      indices[1][i] = clamp(lower + 1, extent);
      weights[1][i] = inside - lower;
      weights[0][i] = 1 - weights[1][i];
    }
    return new Resampling(indices, weights);
  }

  /**
   * Between the four elements around each position (Keys 1981).
   *
   * @param a slope of the kernel at 1, usually −0.5 or −0.75
   */
  public static Resampling cubic(int extent, double[] positions, double a) {
    int count = positions.length;
    int[][] indices = new int[4][count];
    double[][] weights = new double[4][count];
    for (int i = 0; i < count; i++) {
      int lower = (int) Math.floor(positions[i]);
      for (int k = 0; k < 4; k++) {
        indices[k][i] = clamp(lower - 1 + k, extent);
        weights[k][i] = kernel(Math.abs(positions[i] - (lower - 1 + k)), a);
      }
    }
    return new Resampling(indices, weights);
  }

  private static double kernel(double distance, double a) {
    if (distance <= 1) {
      return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
    }
    return distance < 2 ? a * (((distance - 5) * distance + 8) * distance - 4) : 0;
  }

  private static int clamp(int index, int extent) {
    return Math.max(0, Math.min(extent - 1, index));
  }

  /** The tensor with one axis resampled; the axis has the extent this was made for. */
  public Tensor apply(Tensor x, int axis) {
    if (indices.length == 1) {
      return x.gather(axis, indices[0]);
    }
    int[] lone = x.shape().reduced(allAxes(x)).toArray();
    lone[x.shape().axis(axis)] = indices[0].length;
    Tensor sum = null;
    for (int k = 0; k < indices.length; k++) {
      Tensor share = x.graph().constant(weights[k], lone);
      Tensor part = x.gather(axis, indices[k]).mul(share);
      sum = sum == null ? part : sum.add(part);
    }
    return java.util.Objects.requireNonNull(sum);
  }

  private static int[] allAxes(Tensor x) {
    return java.util.stream.IntStream.range(0, x.shape().rank()).toArray();
  }
}
