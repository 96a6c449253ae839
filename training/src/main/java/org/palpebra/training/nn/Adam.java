package org.palpebra.training.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019) and clipping
 * by the gradient's global norm.
 *
 * @param beta1, beta2 decay of the moments
 * @param epsilon added to the root of the second moment
 * @param weightDecay share of a weight that a step of rate 1 takes away; 0 for plain Adam
 * @param clipNorm greatest norm of all gradients together; infinite for no clipping
 */
public record Adam(
    double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {

  /** β = 0.9, 0.999, ε = 1e-8, without weight decay and clipping. */
  public static Adam plain() {
    return new Adam(0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);
  }

  public Adam withWeightDecay(double decay) {
    return new Adam(beta1, beta2, epsilon, decay, clipNorm);
  }

  public Adam withClipNorm(double norm) {
    return new Adam(beta1, beta2, epsilon, weightDecay, norm);
  }

  /**
   * What one step makes of its state.
   *
   * @param state new values by name: weights, {@code m.NAME}, {@code v.NAME}
   * @param gradientNorm norm of all gradients before clipping
   */
  record Update(Map<String, Tensor> state, Tensor gradientNorm) {}

  /**
   * Emits one step.
   *
   * @param weights, gradients by name, in the same order
   * @param rate learning rate, scalar
   * @param step number of this step, from 1, real scalar
   */
  Update update(
      Graph graph,
      Map<String, Tensor> weights,
      List<Tensor> gradients,
      Tensor rate,
      Tensor step,
      java.util.function.Predicate<String> decays) {
    Tensor norm = globalNorm(gradients);
    Tensor scale = null;
    if (Double.isFinite(clipNorm)) {
      scale = graph.scalar(clipNorm).div(norm.add(1e-6)).min(graph.scalar(1));
    }
    Tensor first = graph.scalar(1).sub(graph.scalar(beta1).pow(step));
    Tensor second = graph.scalar(1).sub(graph.scalar(beta2).pow(step));
    // rate · m / c1 / (√(v / c2) + ε), with the scalars gathered
    Tensor factor = rate.mul(second.sqrt()).div(first);
    Tensor offset = second.sqrt().mul(epsilon);
    Map<String, Tensor> state = new LinkedHashMap<>();
    int index = 0;
    for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
      String name = entry.getKey();
      Shape shape = entry.getValue().shape();
      Tensor weight = Elementwise.flat(entry.getValue());
      Tensor gradient = Elementwise.flat(gradients.get(index++));
      if (scale != null) {
        gradient = gradient.mul(scale);
      }
      Tensor oldM = Elementwise.flat(graph.input("m." + name, shape.toArray()));
      Tensor oldV = Elementwise.flat(graph.input("v." + name, shape.toArray()));
      Tensor m = oldM.mul(beta1).add(gradient.mul(1 - beta1));
      Tensor v = oldV.mul(beta2).add(gradient.mul(1 - beta2).mul(gradient));
      Tensor kept =
          weightDecay > 0 && decays.test(name)
              ? weight.mul(graph.scalar(1).sub(rate.mul(weightDecay)))
              : weight;
      Tensor moved = kept.sub(m.mul(factor).div(v.sqrt().add(offset)));
      state.put(name, Elementwise.shaped(moved, shape));
      state.put("m." + name, Elementwise.shaped(m, shape));
      state.put("v." + name, Elementwise.shaped(v, shape));
    }
    return new Update(state, norm);
  }

  static Tensor globalNorm(List<Tensor> gradients) {
    return Tensor.sum(gradients.stream().map(Tensor::sumOfSquares).toList()).sqrt();
  }
}
