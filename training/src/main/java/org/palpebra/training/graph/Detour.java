package org.palpebra.training.graph;

import java.nio.LongBuffer;
import java.util.function.Function;

/**
 * A way from one tensor of a graph to an input of it that leads outside of the graph: once the
 * source is known, a function computes the target from it, and the rest of the graph goes on with
 * both. No derivative flows along it.
 *
 * @param source reals that do not depend on the target
 * @param target an INT64 input of the same graph, whose values nobody else gives
 * @param function takes the source's values, row-major, and gives the target's, from position to
 *     limit of a direct buffer, which have to stay until the next call. Called by one thread at a
 *     time
 */
public record Detour(Tensor source, Tensor target, Function<float[], LongBuffer> function) {
  public Detour {
    Graph graph = source.graph();
    if (graph.inputs().get(target.name()) != target || target.type() != ElementType.INT64) {
      throw new IllegalArgumentException(target + " is no INT64 input of the graph of " + source);
    }
  }
}
