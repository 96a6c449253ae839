package org.palpebra.internal;

import java.util.Arrays;

/** Numbers whose count is not known in advance. */
final class NumberList {
  private double[] values = new double[1024];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  double[] toDoubles() {
    return Arrays.copyOf(values, size);
  }

  int[] toInts() {
    int[] out = new int[size];
    for (int i = 0; i < size; i++) {
      out[i] = (int) values[i];
    }
    return out;
  }
}
