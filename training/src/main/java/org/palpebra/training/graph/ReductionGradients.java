package org.palpebra.training.graph;

import java.util.Map;

/** Rules of reductions, softmax and matrix products. */
final class ReductionGradients {
  private ReductionGradients() {}

  static void register(Map<String, GradientRule> table) {
    table.put("ReduceSum", s -> s.toInput(0, () -> spread(s, s.gradient())));
    table.put("ReduceMean", ReductionGradients::mean);
    table.put("ReduceMax", ReductionGradients::extreme);
    table.put("ReduceMin", ReductionGradients::extreme);
    table.put("ArgMax", s -> {});
    table.put("Softmax", ReductionGradients::softmax);
    table.put("MatMul", ReductionGradients::matmul);
    table.put("FusedMatMul", ReductionGradients::productByTransposed);
    table.put("Gemm", ReductionGradients::gemm);
  }

  /** A tensor of the output's shape, repeated along the reduced axes. */
  private static Tensor spread(BackwardStep s, Tensor reduced) {
    return kept(s, reduced).expand(s.input(0).shape());
  }

  private static Tensor kept(BackwardStep s, Tensor reduced) {
    int[] axes = s.axes();
    return reduced.reshapeTo(s.input(0).shape().reduced(axes), false);
  }

  private static void mean(BackwardStep s) {
    double share = (double) s.output().shape().size() / s.input(0).shape().size();
    s.toInput(0, () -> spread(s, s.gradient().mul(share)));
  }

  private static void extreme(BackwardStep s) {
    s.toInput(
        0,
        () -> {
          Tensor x = s.input(0);
          Tensor hit = x.equal(kept(s, s.output())).cast(x.type());
          Tensor ties = hit.sumKeep(s.axes());
          return hit.mul(kept(s, s.gradient()).div(ties));
        });
  }

  private static void softmax(BackwardStep s) {
    int axis = (int) s.node().integer("axis", -1);
    Tensor y = s.output();
    s.toInput(
        0,
        () -> {
          Tensor weighted = s.gradient().mul(y);
          return weighted.sub(y.mul(weighted.sumKeep(axis)));
        });
  }

  private static void matmul(BackwardStep s) {
    s.toInput(0, () -> s.gradient().matmul(s.input(1).matrixTranspose()));
    s.toInput(1, () -> s.input(0).matrixTranspose().matmul(s.gradient()));
  }

  /** The only form of FusedMatMul that is emitted: {@code a · bᵀ}. */
  private static void productByTransposed(BackwardStep s) {
    s.toInput(0, () -> s.gradient().matmul(s.input(1)));
    s.toInput(1, () -> s.gradient().matrixTranspose().matmul(s.input(0)));
  }

  private static void gemm(BackwardStep s) {
    boolean first = s.node().integer("transA", 0) == 1;
    boolean second = s.node().integer("transB", 0) == 1;
    Tensor dy = s.gradient();
    Tensor a = s.input(0);
    Tensor b = s.input(1);
    s.toInput(0, () -> first ? b.gemm(dy, second, true) : dy.gemm(b, false, !second));
    s.toInput(1, () -> second ? dy.gemm(a, true, first) : a.gemm(dy, !first, false));
    if (s.inputCount() > 2) {
      s.toInput(2, () -> dy);
    }
  }
}
