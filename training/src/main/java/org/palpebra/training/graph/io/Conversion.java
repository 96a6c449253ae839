package org.palpebra.training.graph.io;

import java.util.List;
import org.palpebra.training.graph.Tensor;

/** Builds one operator of a file into the graph. */
@FunctionalInterface
interface Conversion {
  /** The node's outputs; trailing ones may be left out, which is an error when they are read. */
  List<Tensor> convert(ImportedNode node);

  /** A conversion with one output. */
  @FunctionalInterface
  interface Single {
    Tensor convert(ImportedNode node);
  }

  static Conversion of(Single single) {
    return node -> List.of(single.convert(node));
  }
}
