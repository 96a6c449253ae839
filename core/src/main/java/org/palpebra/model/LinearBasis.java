package org.palpebra.model;

import java.util.List;
import org.palpebra.internal.Combinations;
import org.palpebra.internal.Kernels;

/**
 * {@code rows × columns} displacement vectors. Column k is what coefficient k = 1 adds; a
 * coefficient's prior is zero-mean with standard deviation {@link #standardDeviations()}[k] (1
 * where the basis is already scaled by it).
 *
 * @param rows 3 · vertex count (xyz in millimetres, or RGB in [0, 1])
 * @param data column after column, {@code data[k·rows + r]}; stored by reference
 * @param standardDeviations one per column; stored by reference
 * @param names one per column, such as ARKit's {@code eyeBlinkLeft}
 */
public record LinearBasis(int rows, float[] data, float[] standardDeviations, List<String> names) {
  public LinearBasis {
    names = List.copyOf(names);
    if ((long) rows * names.size() != data.length || standardDeviations.length != names.size()) {
      throw new IllegalArgumentException(
          "a basis of %d rows and %d names needs %d numbers and %d deviations, got %d and %d"
              .formatted(
                  rows,
                  names.size(),
                  (long) rows * names.size(),
                  names.size(),
                  data.length,
                  standardDeviations.length));
    }
  }

  /** Adds combinations to rows {@code from} to {@code to} of {@code out}. */
  void add(Combinations weights, float[] out, int from, int to) {
    Kernels.basis().accumulate(data, rows, columns(), weights, out, from, to);
  }

  /** Number of coefficients. */
  public int columns() {
    return names.size();
  }

  /** The column of that name, or −1. */
  public int indexOf(String name) {
    return names.indexOf(name);
  }
}
