package org.palpebra.training.nn;

import org.palpebra.training.graph.Tensor;

/** A network from image crops to a vector of features that a linear layer reads. */
public interface Backbone {
  /**
   * Emits the normalisation that the network's first layer expects.
   *
   * @param image [N, 3, H, W], RGB in [0, 1]
   */
  Tensor normalised(Tensor image);

  /**
   * Emits the network without its last layer.
   *
   * @param image [N, 3, H, W], as {@link #normalised} gives it
   * @return [N, features]
   */
  Tensor features(Net net, Tensor image);

  /** Name of the linear layer behind the features. */
  String head();
}
