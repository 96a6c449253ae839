package org.palpebra.training.graph.io;

import java.util.function.BiConsumer;
import org.palpebra.training.graph.Indexing;
import org.palpebra.training.graph.Tensor;

/** Reading and writing by index. */
final class IndexConversions {
  private IndexConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    table.accept("Gather", n -> n.tensor(0).gather(n.integer("axis", 0), n.tensor(1)));
    table.accept(
        "GatherElements",
        n -> Indexing.gatherElements(n.tensor(0), n.integer("axis", 0), n.tensor(1)));
    table.accept("GatherND", IndexConversions::gatherNd);
    table.accept("Scatter", IndexConversions::scatterElements);
    table.accept("ScatterElements", IndexConversions::scatterElements);
    table.accept("ScatterND", IndexConversions::scatterNd);
  }

  private static Tensor gatherNd(ImportedNode node) {
    int shared = node.integer("batch_dims", 0);
    if (shared != 0) {
      throw node.error("batch_dims=" + shared + " is not supported, only 0");
    }
    return Indexing.gatherNd(node.tensor(0), node.tensor(1));
  }

  private static Tensor scatterElements(ImportedNode node) {
    int axis = node.integer("axis", 0);
    return adds(node)
        ? Indexing.scatterElementsAdd(node.tensor(0), axis, node.tensor(1), node.tensor(2))
        : Indexing.scatterElements(node.tensor(0), axis, node.tensor(1), node.tensor(2));
  }

  private static Tensor scatterNd(ImportedNode node) {
    return adds(node)
        ? Indexing.scatterNdAdd(node.tensor(0), node.tensor(1), node.tensor(2))
        : Indexing.scatterNd(node.tensor(0), node.tensor(1), node.tensor(2));
  }

  private static boolean adds(ImportedNode node) {
    String reduction = node.text("reduction", "none");
    return switch (reduction) {
      case "none" -> false;
      case "add" -> true;
      default ->
          throw node.error(
              "reduction=" + reduction + " has no derivative rule; only none and add have");
    };
  }
}
