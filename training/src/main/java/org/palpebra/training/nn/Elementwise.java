package org.palpebra.training.nn;

import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/**
 * A form of arrays in which the runtime is fast at arithmetic with scalars: with a last extent of
 * 1, as 1×1 kernels have it, it goes element by element and takes tens of times as long.
 */
final class Elementwise {
  private Elementwise() {}

  /** The array itself, or in one axis if its last extent is 1. */
  static Tensor flat(Tensor tensor) {
    Shape shape = tensor.shape();
    boolean slow = shape.rank() > 1 && shape.get(-1) == 1 && shape.size() > 1;
    return slow ? tensor.reshape(shape.size()) : tensor;
  }

  /** Back in its shape. */
  static Tensor shaped(Tensor tensor, Shape shape) {
    return tensor.shape().equals(shape) ? tensor : tensor.reshape(shape.toArray());
  }
}
