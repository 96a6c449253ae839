package org.palpebra.training.graph;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One node on the way back, as a {@link GradientRule} sees it. */
public final class BackwardStep {
  private final Node node;
  private final List<@Nullable Tensor> outputGradients;
  private final Predicate<Tensor> wanted;
  private final BiConsumer<Tensor, Tensor> sink;

  BackwardStep(
      Node node,
      List<@Nullable Tensor> outputGradients,
      Predicate<Tensor> wanted,
      BiConsumer<Tensor, Tensor> sink) {
    this.node = node;
    this.outputGradients = outputGradients;
    this.wanted = wanted;
    this.sink = sink;
  }

  Node node() {
    return node;
  }

  public Tensor input(int index) {
    return node.inputs.get(index);
  }

  public int inputCount() {
    return node.inputs.size();
  }

  public Tensor output(int index) {
    return node.outputs.get(index);
  }

  public Tensor output() {
    return output(0);
  }

  /** Derivative by the first output. */
  public Tensor gradient() {
    return gradient(0);
  }

  /** Derivative by an output, of its shape; zeros where the loss does not depend on it. */
  public Tensor gradient(int output) {
    Tensor gradient = outputGradients.get(output);
    if (gradient != null) {
      return gradient;
    }
    Tensor like = output(output);
    return like.graph().zeros(like.type(), like.shape());
  }

  /** The values of an input that is an integer constant. */
  int[] constants(int input) {
    return input(input).graph().integerValues(input(input));
  }

  /** The axes that a reduction runs over. */
  int[] axes() {
    return constants(1);
  }

  /** Whether anything asked for depends on this input. */
  public boolean wants(int input) {
    return wanted.test(input(input));
  }

  /**
   * Adds to the derivative by an input.
   *
   * @param gradient called only when the derivative is wanted; shape of the input, or one that the
   *     input broadcasts to (it is then summed over the broadcast axes)
   */
  public void toInput(int index, Supplier<Tensor> gradient) {
    if (wants(index)) {
      sink.accept(input(index), gradient.get().sumTo(input(index).shape()));
    }
  }
}
