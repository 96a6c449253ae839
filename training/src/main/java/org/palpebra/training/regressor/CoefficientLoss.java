package org.palpebra.training.regressor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.train.LossGraph;

/** What is minimised about the coefficients that a regressor gives for a batch. */
@FunctionalInterface
public interface CoefficientLoss {
  /**
   * Called once per run, while the training graph is built.
   *
   * @param predicted [B, C] coefficients in their final units
   * @param batch the inputs by name: the image [B, 3, S, S] under {@link RegressorNetwork#INPUT}
   *     and those of {@link org.palpebra.training.loss.RegressorTargets}
   */
  LossGraph.Loss of(Tensor predicted, Map<String, Tensor> batch);

  /** The sum of this loss and another one, which alone may leave the graph midway. */
  default CoefficientLoss plus(CoefficientLoss other) {
    return (predicted, batch) -> {
      LossGraph.Loss mine = of(predicted, batch);
      LossGraph.Loss theirs = other.of(predicted, batch);
      if (mine.detour() != null) {
        throw new IllegalArgumentException("only the second loss may have a detour");
      }
      Map<String, Tensor> metrics = new LinkedHashMap<>(mine.metrics());
      metrics.putAll(theirs.metrics());
      return new LossGraph.Loss(mine.total().add(theirs.total()), metrics, theirs.detour());
    };
  }
}
