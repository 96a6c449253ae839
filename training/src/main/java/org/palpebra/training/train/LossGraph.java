package org.palpebra.training.train;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.Detour;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;

/** Builds network and loss of a training run. */
@FunctionalInterface
public interface LossGraph {
  /**
   * The loss of a batch.
   *
   * @param total what is minimised, one element
   * @param metrics further figures to log, one element each
   * @param detour what is computed outside of the graph in the middle of a step; null for nothing
   */
  record Loss(Tensor total, Map<String, Tensor> metrics, @Nullable Detour detour) {
    /** A loss that is computed in the graph alone. */
    public Loss(Tensor total, Map<String, Tensor> metrics) {
      this(total, metrics, null);
    }
  }

  /**
   * Called once per run.
   *
   * @param net training mode
   * @param batch the arrays of the {@link BatchSource} by name
   */
  Loss build(Net net, Map<String, Tensor> batch);
}
