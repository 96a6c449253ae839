package org.palpebra.training.graph;

import java.util.Arrays;

/** The extents of a tensor, all known; a scalar has rank 0. Immutable. */
public final class Shape {
  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
  }

  public static Shape of(int... extents) {
    for (int extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException("negative extent in " + Arrays.toString(extents));
      }
    }
    return new Shape(extents.clone());
  }

  public int rank() {
    return extents.length;
  }

  /** Extent of an axis; negative axes count from the end. */
  public int get(int axis) {
    return extents[axis(axis)];
  }

  /** An axis in 0 … rank − 1; negative axes count from the end. */
  public int axis(int axis) {
    int positive = axis < 0 ? axis + extents.length : axis;
    if (positive < 0 || positive >= extents.length) {
      throw new IllegalArgumentException("axis " + axis + " of shape " + this);
    }
    return positive;
  }

  /** Number of elements. */
  public int size() {
    return product(0, extents.length);
  }

  /** Product of the extents of axes from … to − 1. */
  public int product(int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product = Math.multiplyExact(product, extents[i]);
    }
    return product;
  }

  public int[] toArray() {
    return extents.clone();
  }

  long[] toLongs() {
    return Arrays.stream(extents).asLongStream().toArray();
  }

  /** A copy with one extent replaced. */
  public Shape with(int axis, int extent) {
    int[] copy = extents.clone();
    copy[axis(axis)] = extent;
    return of(copy);
  }

  /** A copy with another axis in front. */
  public Shape stacked(int count) {
    int[] stacked = new int[extents.length + 1];
    stacked[0] = count;
    System.arraycopy(extents, 0, stacked, 1, extents.length);
    return of(stacked);
  }

  /** A copy with the axes in another order: axis i of the result is axis {@code order[i]} here. */
  Shape permuted(int... order) {
    int[] copy = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      copy[i] = get(order[i]);
    }
    return new Shape(copy);
  }

  /** A copy with the given axes set to 1. */
  Shape reduced(int... axes) {
    int[] copy = extents.clone();
    for (int axis : axes) {
      copy[axis(axis)] = 1;
    }
    return new Shape(copy);
  }

  /** A copy without the given axes. */
  Shape without(int... axes) {
    boolean[] dropped = new boolean[extents.length];
    for (int axis : axes) {
      dropped[axis(axis)] = true;
    }
    int[] kept = new int[extents.length];
    int count = 0;
    for (int i = 0; i < extents.length; i++) {
      if (!dropped[i]) {
        kept[count++] = extents[i];
      }
    }
    return new Shape(Arrays.copyOf(kept, count));
  }

  /** The shape that both shapes broadcast to, by NumPy's rule. */
  static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] extents = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int x = i <= a.rank() ? a.get(-i) : 1;
      int y = i <= b.rank() ? b.get(-i) : 1;
      if (x != y && x != 1 && y != 1) {
        throw new IllegalArgumentException("shapes " + a + " and " + b + " do not broadcast");
      }
      extents[rank - i] = x == 1 ? y : x;
    }
    return new Shape(extents);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
