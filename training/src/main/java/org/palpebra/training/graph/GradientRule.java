package org.palpebra.training.graph;

/**
 * The vector-Jacobian product of one operator: given the loss's derivatives by the outputs, emits
 * its derivatives by the inputs.
 */
@FunctionalInterface
public interface GradientRule {
  /**
   * @param step the node being walked; the rule calls {@link BackwardStep#toInput} for each input
   *     that has a derivative
   */
  void apply(BackwardStep step);
}
