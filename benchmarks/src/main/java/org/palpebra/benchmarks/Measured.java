package org.palpebra.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one program.
 *
 * @param median microseconds per face, the median of the forks' medians
 * @param fastest the fastest sample of all
 * @param bytes allocated per face, the least of the forks
 * @param kernels that the library used for its meshes
 * @param errors against the reference, the largest of the forks, by unit
 */
record Measured(
    double median, double fastest, double bytes, String kernels, Map<String, Double> errors) {
  /** Several forks of the same as one. */
  static Measured of(List<Measured> forks) {
    Map<String, Double> errors = new LinkedHashMap<>();
    for (Measured fork : forks) {
      fork.errors.forEach((unit, error) -> errors.merge(unit, error, Math::max));
    }
    double[] medians = forks.stream().mapToDouble(Measured::median).sorted().toArray();
    int n = medians.length;
    return new Measured(
        (medians[(n - 1) / 2] + medians[n / 2]) / 2,
        forks.stream().mapToDouble(Measured::fastest).min().orElseThrow(),
        forks.stream().mapToDouble(Measured::bytes).min().orElseThrow(),
        forks.get(0).kernels,
        errors);
  }
}
