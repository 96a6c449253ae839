package org.palpebra.training.loss;

import java.util.Arrays;
import java.util.List;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/**
 * Sums over constant lists of items, one list per row, as gathers: row r of the result is the sum
 * of the items in list r. Lists are padded to a common width with an item that is zero; the few
 * that are longer (the middle of a triangle fan) have a second, wider table.
 */
final class RaggedSums {
  private static final int WIDTH = 8;

  private final int items;
  private final int rows;
  private final long[] table;
  private final int width;
  private final long[] longTable;
  private final int longRows;
  private final int longWidth;
  private final long[] longRowOf;

  /**
   * @param lists of items in 0 … items − 1
   */
  RaggedSums(List<List<Integer>> lists, int items) {
    this.items = items;
    rows = lists.size();
    int longest = lists.stream().mapToInt(List::size).max().orElse(0);
    width = Math.min(WIDTH, longest);
    table = table(lists, 0, width);
    List<List<Integer>> longLists = lists.stream().filter(list -> list.size() > width).toList();
    longRows = longLists.size();
    longWidth = longest - width;
    longTable = table(longLists, width, longest);
    longRowOf = new long[rows];
    int next = 0;
    for (int r = 0; r < rows; r++) {
      longRowOf[r] = lists.get(r).size() > width ? next++ : longRows;
    }
  }

  /** Entries from … to − 1 of each list, list innermost, so that sums run over whole rows. */
  private long[] table(List<List<Integer>> lists, int from, int to) {
    long[] entries = new long[(to - from) * lists.size()];
    Arrays.fill(entries, items);
    for (int r = 0; r < lists.size(); r++) {
      List<Integer> list = lists.get(r);
      for (int k = from; k < Math.min(to, list.size()); k++) {
        entries[(k - from) * lists.size() + r] = list.get(k);
      }
    }
    return entries;
  }

  /** [A, items, B] to [A, rows, B]. */
  Tensor of(Tensor values) {
    Graph graph = values.graph();
    Tensor padded = withZero(values);
    Tensor sum = padded.gather(1, graph.integers(table, width, rows)).sum(1);
    if (longRows == 0) {
      return sum;
    }
    Tensor rest = padded.gather(1, graph.integers(longTable, longWidth, longRows)).sum(1);
    return sum.add(withZero(rest).gather(1, graph.integers(longRowOf, rows)));
  }

  private static Tensor withZero(Tensor values) {
    Shape shape = values.shape().with(1, 1);
    return Tensor.concat(1, List.of(values, values.graph().zeros(values.type(), shape)));
  }
}
