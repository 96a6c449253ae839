package org.palpebra.training.loss;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

/**
 * A named input of a loss that stands alone in a file.
 *
 * @param name in the file
 * @param real whether of the graph's real type; INT64 otherwise
 * @param extents of one face; the file has the batch before them
 * @param unit such as {@code crop pixels}
 * @param meaning in one line
 */
public record LossPort(
    String name, boolean real, List<Integer> extents, String unit, String meaning) {
  public LossPort {
    extents = List.copyOf(extents);
  }

  static LossPort real(String name, String unit, String meaning, int... extents) {
    return new LossPort(name, true, boxed(extents), unit, meaning);
  }

  static LossPort integer(String name, String unit, String meaning, int... extents) {
    return new LossPort(name, false, boxed(extents), unit, meaning);
  }

  private static List<Integer> boxed(int[] extents) {
    return Arrays.stream(extents).boxed().toList();
  }

  Tensor declare(Graph graph, int batch) {
    int[] shape =
        IntStream.concat(IntStream.of(batch), extents.stream().mapToInt(Integer::intValue))
            .toArray();
    return graph.input(name, real ? graph.real() : ElementType.INT64, shape);
  }

  /** Shape, unit and meaning in one line, as files and tables show them. */
  public String description() {
    String shape =
        extents.stream().map(String::valueOf).collect(Collectors.joining(", ", "[B, ", "]"));
    return (real ? "real " : "int64 ") + shape + ", " + unit + ": " + meaning;
  }
}
