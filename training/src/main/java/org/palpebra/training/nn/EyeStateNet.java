package org.palpebra.training.nn;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Images;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Normalisations;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;

/**
 * The network of an eye-state classifier, which looks at one grey patch.
 *
 * @param kind the architecture
 * @param stem channels of a small network's first convolution, 3×3; null else
 * @param widths channels of its residual blocks
 * @param strides of the blocks
 * @param mirrored whether the classifier looks at the patch and at its mirror image and takes the
 *     mean of the log odds, at twice the cost
 */
public record EyeStateNet(
    Kind kind,
    @Nullable Integer stem,
    @Nullable List<Integer> widths,
    @Nullable List<Integer> strides,
    boolean mirrored) {
  private static final int ENLARGED = 2;
  private static final int COLOURS = 3;
  private static final String HEAD = "fc";

  /** The architectures. */
  public enum Kind {
    /** A stem and basic residual blocks. */
    SMALL,
    /** {@link ResNet#resnet50()} on the patch enlarged twice, as the paper classifies eyes. */
    RESNET50
  }

  public EyeStateNet {
    if (kind == Kind.RESNET50 && (stem != null || widths != null || strides != null)) {
      throw new IllegalArgumentException("network RESNET50 takes no stem, widths or strides");
    }
    if (kind == Kind.SMALL) {
      if (stem == null || widths == null || strides == null || widths.isEmpty()) {
        throw new IllegalArgumentException("network SMALL needs stem, widths and strides");
      }
      if (widths.size() != strides.size()) {
        throw new IllegalArgumentException(
            "network SMALL: %d widths and %d strides".formatted(widths.size(), strides.size()));
      }
      widths = List.copyOf(widths);
      strides = List.copyOf(strides);
    }
  }

  /** A small network. */
  public static EyeStateNet small(
      int stem, List<Integer> widths, List<Integer> strides, boolean mirrored) {
    return new EyeStateNet(Kind.SMALL, stem, widths, strides, mirrored);
  }

  /**
   * Emits the network.
   *
   * @param eyes [N, 1, S, S], grey in [0, 1]
   * @return [N, 1], log odds of being closed
   */
  public Tensor logits(Net net, Tensor eyes) {
    Tensor x = standardised(eyes);
    Tensor features =
        kind == Kind.SMALL
            ? small(net, x)
            : ResNet.resnet50().withZeroResidual().features(net, enlarged(x));
    return net.linear(HEAD, features, 1);
  }

  /** Weights of a network that gives {@code factor · (log odds + shift)}. */
  public Parameters rescaled(Parameters weights, double factor, double shift) {
    Parameters rescaled = weights.copy();
    float[] weight = rescaled.get(HEAD + ".weight").values();
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (factor * weight[i]);
    }
    float[] bias = rescaled.get(HEAD + ".bias").values();
    bias[0] = (float) (factor * (bias[0] + shift));
    return rescaled;
  }

  /** The log odds that the classifier goes by: those of {@link #logits}, or the mean of two. */
  public Tensor decisive(Net net, Tensor eyes) {
    Tensor logits = logits(net, eyes);
    return mirrored ? logits.add(logits(net, eyes.flip(3))).mul(0.5) : logits;
  }

  private Tensor small(Net net, Tensor eyes) {
    int channels = Objects.requireNonNull(stem);
    Tensor x = net.convNorm("conv1", "bn1", eyes, channels, Window.square(3, 1, 1), true);
    for (int i = 0; i < Objects.requireNonNull(widths).size(); i++) {
      int stride = Objects.requireNonNull(strides).get(i);
      x = ResidualBlocks.basic(net, "layer" + (i + 1), x, widths.get(i), stride);
    }
    return NeuralOps.globalAveragePool(x).flatten();
  }

  private static Tensor enlarged(Tensor x) {
    int height = ENLARGED * x.shape().get(2);
    int width = ENLARGED * x.shape().get(3);
    Tensor grey = Images.resizeLinear(x, height, width);
    return grey.expand(grey.shape().with(1, COLOURS));
  }

  /** Mean 0 and deviation 1 per patch (flat patches stay near 0): light and contrast drop out. */
  private static Tensor standardised(Tensor eyes) {
    Graph graph = eyes.graph();
    Tensor one = graph.constant(eyes.type(), Shape.of(1), 1);
    return Normalisations.instanceNorm(eyes, one, graph.zeros(eyes.type(), Shape.of(1)), 1e-3);
  }
}
