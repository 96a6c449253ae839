package org.palpebra.training.graph.io;

import java.util.function.BiConsumer;
import org.palpebra.training.graph.Activations;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Parameters.Kind;

/** Activation functions. */
final class ActivationConversions {
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_GAMMA = 1.0507009873554805;

  private ActivationConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    ElementwiseConversions.unary(table, "Relu", Tensor::relu);
    ElementwiseConversions.unary(table, "Sigmoid", Tensor::sigmoid);
    ElementwiseConversions.unary(table, "Tanh", Tensor::tanh);
    ElementwiseConversions.unary(table, "Softplus", Tensor::softplus);
    ElementwiseConversions.unary(table, "Softsign", Activations::softsign);
    ElementwiseConversions.unary(table, "HardSwish", Activations::hardSwish);
    ElementwiseConversions.unary(table, "Mish", Activations::mish);
    table.accept("PRelu", n -> n.tensor(0).prelu(n.weight(1, Kind.BIAS)));
    table.accept("LeakyRelu", n -> n.tensor(0).leakyRelu(n.real("alpha", 0.01)));
    table.accept(
        "ThresholdedRelu", n -> Activations.thresholdedRelu(n.tensor(0), n.real("alpha", 1)));
    table.accept("Elu", n -> Activations.elu(n.tensor(0), n.real("alpha", 1)));
    table.accept("Celu", n -> Activations.celu(n.tensor(0), n.real("alpha", 1)));
    table.accept(
        "Selu",
        n ->
            Activations.elu(n.tensor(0), n.real("alpha", SELU_ALPHA))
                .mul(n.real("gamma", SELU_GAMMA)));
    table.accept(
        "HardSigmoid",
        n -> Activations.hardSigmoid(n.tensor(0), n.real("alpha", 0.2), n.real("beta", 0.5)));
    table.accept("Gelu", ActivationConversions::gelu);
    table.accept("Softmax", n -> alongAxis(n, (x, axis) -> x.softmax(axis)));
    table.accept("LogSoftmax", n -> alongAxis(n, Activations::logSoftmax));
  }

  private static Tensor gelu(ImportedNode node) {
    String approximation = node.text("approximate", "none");
    return switch (approximation) {
      case "none" -> Activations.gelu(node.tensor(0));
      case "tanh" -> Activations.geluTanh(node.tensor(0));
      default -> throw node.error("approximate=" + approximation + " is not supported");
    };
  }

  private interface AxisFunction {
    Tensor apply(Tensor x, int axis);
  }

  /** Before operator set 13, all axes from the given one on were one. */
  private static Tensor alongAxis(ImportedNode node, AxisFunction function) {
    Tensor x = node.tensor(0);
    if (node.opset() >= 13) {
      return function.apply(x, node.integer("axis", -1));
    }
    int axis = x.shape().axis(node.integer("axis", 1));
    int rows = x.shape().product(0, axis);
    int columns = x.shape().product(axis, x.shape().rank());
    return function.apply(x.reshape(rows, columns), 1).reshape(x.shape().toArray());
  }
}
