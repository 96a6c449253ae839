package org.palpebra.training.graph.io;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Normalisations;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Parameters.Kind;
import org.palpebra.training.nn.Statistic;

/** Normalisations. */
final class NormalisationConversions {
  private NormalisationConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    table.accept("BatchNormalization", NormalisationConversions::batchNorm);
    table.accept("InstanceNormalization", NormalisationConversions::instanceNorm);
    table.accept("LayerNormalization", NormalisationConversions::layerNorm);
    table.accept("GroupNormalization", NormalisationConversions::groupNorm);
    table.accept("LpNormalization", NormalisationConversions::lpNorm);
  }

  private static Tensor batchNorm(ImportedNode node) {
    Tensor x = node.tensor(0);
    Tensor scale = node.weight(1, Kind.BIAS);
    Tensor shift = node.weight(2, Kind.BIAS);
    Tensor mean = node.weight(3, Kind.BUFFER);
    Tensor variance = node.weight(4, Kind.BUFFER);
    double epsilon = node.real("epsilon", 1e-5);
    if (node.scope().options().statistics() == ImportOptions.Statistics.RUNNING) {
      return NeuralOps.batchNorm(x, scale, shift, mean, variance, epsilon);
    }
    NeuralOps.BatchNorm norm = NeuralOps.batchNormTraining(x, scale, shift, epsilon);
    double count = (double) x.shape().size() / x.shape().get(1);
    double kept = node.real("momentum", 0.9);
    update(node, 3, mean, norm.mean(), kept);
    update(node, 4, variance, norm.variance().mul(count / (count - 1)), kept);
    return norm.y();
  }

  private static void update(
      ImportedNode node, int input, Tensor running, Tensor batch, double kept) {
    Literal literal = node.literal(input);
    if (literal == null) {
      throw node.error("computes its running statistics; import it with Statistics.RUNNING");
    }
    node.scope()
        .net()
        .updates()
        .put(node.scope().parameterName(literal), new Statistic(running, batch, kept));
  }

  private static Tensor instanceNorm(ImportedNode node) {
    return Normalisations.instanceNorm(
        node.tensor(0),
        node.weight(1, Kind.BIAS),
        node.weight(2, Kind.BIAS),
        node.real("epsilon", 1e-5));
  }

  private static Tensor layerNorm(ImportedNode node) {
    @Nullable Tensor shift = node.has(2) ? node.weight(2, Kind.BIAS) : null;
    return Normalisations.layerNorm(
        node.tensor(0),
        node.integer("axis", -1),
        node.weight(1, Kind.BIAS),
        shift,
        node.real("epsilon", 1e-5));
  }

  /** Before operator set 21, scale and shift were given per group. */
  private static Tensor groupNorm(ImportedNode node) {
    int groups = node.integer("num_groups", 1);
    return Normalisations.groupNorm(
        node.tensor(0),
        perChannel(node, 1, groups),
        perChannel(node, 2, groups),
        groups,
        node.real("epsilon", 1e-5));
  }

  private static Tensor perChannel(ImportedNode node, int input, int groups) {
    Tensor values = node.weight(input, Kind.BIAS);
    if (node.opset() >= 21) {
      return values;
    }
    int each = node.tensor(0).shape().get(1) / groups;
    Tensor spread = values.unsqueeze(1);
    return spread.expand(spread.shape().with(1, each)).reshape(groups * each);
  }

  private static Tensor lpNorm(ImportedNode node) {
    int p = node.integer("p", 2);
    int axis = node.integer("axis", -1);
    return switch (p) {
      case 1 -> Normalisations.l1Normalise(node.tensor(0), axis);
      case 2 -> Normalisations.l2Normalise(node.tensor(0), axis);
      default -> throw node.error("p=" + p + " is not supported");
    };
  }
}
