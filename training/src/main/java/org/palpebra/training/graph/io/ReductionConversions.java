package org.palpebra.training.graph.io;

import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.palpebra.training.graph.Normalisations;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Parameters.Kind;

/** Reductions and matrix products. */
final class ReductionConversions {
  private ReductionConversions() {}

  /** Reduces over axes, which stay if asked. */
  private interface Reduction {
    Tensor apply(Tensor x, boolean keep, int... axes);
  }

  static void register(BiConsumer<String, Conversion.Single> table) {
    Reduction sum = (x, keep, axes) -> keep ? x.sumKeep(axes) : x.sum(axes);
    reduce(table, "ReduceSum", sum);
    reduce(table, "ReduceMean", (x, keep, axes) -> keep ? x.meanKeep(axes) : x.mean(axes));
    reduce(table, "ReduceMax", Tensor::maxOver);
    reduce(table, "ReduceMin", Tensor::minOver);
    reduce(table, "ReduceL2", Normalisations::l2Norm);
    reduce(table, "ReduceL1", of(Tensor::abs, sum, x -> x));
    reduce(table, "ReduceSumSquare", of(Tensor::square, sum, x -> x));
    reduce(table, "ReduceLogSum", of(x -> x, sum, Tensor::log));
    reduce(table, "ReduceLogSumExp", ReductionConversions::logSumExp);
    table.accept("ArgMax", n -> argMax(n, n.tensor(0)));
    table.accept("ArgMin", n -> argMax(n, n.tensor(0).neg()));
    table.accept("MatMul", ReductionConversions::matmul);
    table.accept("Gemm", ReductionConversions::gemm);
  }

  private static Reduction of(
      UnaryOperator<Tensor> before, Reduction sum, UnaryOperator<Tensor> after) {
    return (x, keep, axes) -> after.apply(sum.apply(before.apply(x), keep, axes));
  }

  private static void reduce(
      BiConsumer<String, Conversion.Single> table, String name, Reduction reduction) {
    table.accept(
        name,
        node -> {
          Tensor x = node.tensor(0);
          int[] axes = node.integers("axes", 1);
          if (axes == null || axes.length == 0) {
            if (node.flag("noop_with_empty_axes", false)) {
              return reduction.apply(x.unsqueeze(0), false, 0);
            }
            axes = IntStream.range(0, x.shape().rank()).toArray();
          }
          return axes.length == 0 ? x : reduction.apply(x, node.flag("keepdims", true), axes);
        });
  }

  private static Tensor logSumExp(Tensor x, boolean keep, int... axes) {
    Tensor greatest = x.maxOver(true, axes).stopGradient();
    Tensor result = x.sub(greatest).exp().sumKeep(axes).log().add(greatest);
    return keep ? result : result.sum(axes);
  }

  private static Tensor argMax(ImportedNode node, Tensor x) {
    if (node.flag("select_last_index", false)) {
      throw node.error("select_last_index is not supported");
    }
    int axis = x.shape().axis(node.integer("axis", 0));
    Tensor index = x.argMax(axis);
    return node.flag("keepdims", true) ? index.unsqueeze(axis) : index;
  }

  /** Vectors are matrices of one row or column. */
  private static Tensor matmul(ImportedNode node) {
    Tensor a = node.tensor(0);
    Tensor b = node.weight(1, Kind.WEIGHT);
    boolean row = a.shape().rank() == 1;
    boolean column = b.shape().rank() == 1;
    Tensor product = (row ? a.unsqueeze(0) : a).matmul(column ? b.unsqueeze(1) : b);
    product = column ? product.squeeze(-1) : product;
    return row ? product.squeeze(column ? -1 : -2) : product;
  }

  private static Tensor gemm(ImportedNode node) {
    Tensor a = node.tensor(0);
    Tensor b = node.weight(1, Kind.WEIGHT);
    double alpha = node.real("alpha", 1);
    double beta = node.real("beta", 1);
    Tensor product = a.gemm(b, node.flag("transA", false), node.flag("transB", false));
    product = alpha == 1 ? product : product.mul(alpha);
    if (!node.has(2)) {
      return product;
    }
    Tensor c = node.weight(2, Kind.BIAS);
    return product.add(beta == 1 ? c : c.mul(beta));
  }
}
