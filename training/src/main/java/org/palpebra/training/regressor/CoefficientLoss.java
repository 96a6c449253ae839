package org.palpebra.training.regressor;

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
}
