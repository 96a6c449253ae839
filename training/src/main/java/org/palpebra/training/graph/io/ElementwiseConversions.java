package org.palpebra.training.graph.io;

import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Tensor;

/** Arithmetic, comparisons and casts. */
final class ElementwiseConversions {
  private ElementwiseConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    unary(table, "Identity", x -> x);
    unary(table, "Dropout", x -> x);
    unary(table, "Neg", Tensor::neg);
    unary(table, "Abs", Tensor::abs);
    unary(table, "Sign", Tensor::sign);
    unary(table, "Floor", Tensor::floor);
    unary(table, "Ceil", Tensor::ceil);
    unary(table, "Round", Tensor::round);
    unary(table, "Sqrt", Tensor::sqrt);
    unary(table, "Reciprocal", Tensor::reciprocal);
    unary(table, "Exp", Tensor::exp);
    unary(table, "Log", Tensor::log);
    unary(table, "Sin", Tensor::sin);
    unary(table, "Cos", Tensor::cos);
    unary(table, "Tan", x -> x.sin().div(x.cos()));
    unary(table, "Erf", Tensor::erf);
    unary(table, "Not", Tensor::not);
    binary(table, "Add", Tensor::add);
    binary(table, "Sub", Tensor::sub);
    binary(table, "Mul", Tensor::mul);
    binary(table, "Div", Tensor::div);
    binary(table, "And", Tensor::and);
    binary(table, "Or", Tensor::or);
    binary(table, "Greater", Tensor::greater);
    binary(table, "Less", Tensor::less);
    binary(table, "Equal", Tensor::equal);
    binary(table, "GreaterOrEqual", (x, y) -> x.less(y).not());
    binary(table, "LessOrEqual", (x, y) -> x.greater(y).not());
    variadic(table, "Sum", Tensor::add);
    variadic(table, "Min", Tensor::min);
    variadic(table, "Max", Tensor::max);
    table.accept("Mean", node -> joined(node, Tensor::add).mul(1.0 / node.count()));
    table.accept("Pow", ElementwiseConversions::pow);
    table.accept("Clip", ElementwiseConversions::clip);
    table.accept("Where", n -> Tensor.where(n.tensor(0), n.tensor(1), n.tensor(2)));
    table.accept("Cast", ElementwiseConversions::cast);
    table.accept("CastLike", node -> node.tensor(0).cast(node.tensor(1).type()));
  }

  static void unary(
      BiConsumer<String, Conversion.Single> table, String name, UnaryOperator<Tensor> operator) {
    table.accept(name, node -> operator.apply(node.tensor(0)));
  }

  private static void binary(
      BiConsumer<String, Conversion.Single> table, String name, BinaryOperator<Tensor> operator) {
    table.accept(name, node -> operator.apply(node.tensor(0), node.tensor(1)));
  }

  private static void variadic(
      BiConsumer<String, Conversion.Single> table, String name, BinaryOperator<Tensor> operator) {
    table.accept(name, node -> joined(node, operator));
  }

  private static Tensor joined(ImportedNode node, BinaryOperator<Tensor> operator) {
    return node.tensors().stream()
        .reduce(operator)
        .orElseThrow(() -> node.error("lacks operands; export it again"));
  }

  /** Exponents may be of another type than bases. */
  private static Tensor pow(ImportedNode node) {
    Literal exponent = node.literal(1);
    if (exponent != null && !exponent.trainable() && exponent.shape().size() == 1) {
      Tensor power = node.tensor(0).pow(exponent.reals()[0]);
      return exponent.shape().rank() > power.shape().rank()
          ? power.expand(exponent.shape())
          : power;
    }
    return node.tensor(0).pow(node.tensor(1).cast(node.tensor(0).type()));
  }

  /** Bounds were attributes before operator set 11. */
  private static Tensor clip(ImportedNode node) {
    double low = bound(node, 1, "min", -Float.MAX_VALUE);
    double high = bound(node, 2, "max", Float.MAX_VALUE);
    return node.tensor(0).clip(low, high);
  }

  private static double bound(ImportedNode node, int input, String name, double fallback) {
    return node.has(input) ? node.real(input, name) : node.real(name, fallback);
  }

  private static Tensor cast(ImportedNode node) {
    int to = node.integer("to", 1);
    if (!Literal.readable(to)) {
      throw node.error("casts to element type " + to + ", which is not supported");
    }
    ElementType type = Literal.type(to, node.graph().real());
    return node.tensor(0).cast(type);
  }
}
