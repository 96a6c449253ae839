package org.palpebra.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palpebra.model.LinearBasis;

/**
 * An expression under the name in which others ask for it.
 *
 * @param columns the basis' columns that are its sum: one of that name, or the two halves that the
 *     model has instead ({@code browInnerUpLeft} and {@code browInnerUpRight} for {@code
 *     browInnerUp})
 */
record Blendshape(String name, List<Integer> columns) {
  /** Those of these expressions that the basis can make, in the given order. */
  static List<Blendshape> find(LinearBasis basis, List<String> names) {
    List<Blendshape> found = new ArrayList<>();
    for (String name : names) {
      find(basis, name).ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  private static Optional<Blendshape> find(LinearBasis basis, String name) {
    int whole = basis.indexOf(name);
    if (whole >= 0) {
      return Optional.of(new Blendshape(name, List.of(whole)));
    }
    int left = basis.indexOf(name + "Left");
    int right = basis.indexOf(name + "Right");
    return left < 0 || right < 0
        ? Optional.empty()
        : Optional.of(new Blendshape(name, List.of(left, right)));
  }

  /** The coefficient, or the mean of the halves' coefficients. */
  float weight(float[] expression) {
    float sum = 0;
    for (int column : columns) {
      sum += expression[column];
    }
    return sum / columns.size();
  }

  /** Takes that much of this expression out of the coefficients. */
  void subtract(float weight, float[] expression) {
    for (int column : columns) {
      expression[column] -= weight;
    }
  }
}
