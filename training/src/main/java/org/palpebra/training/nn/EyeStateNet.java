package org.palpebra.training.nn;

import java.util.List;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;

/**
 * The eye-state classifier: a strided residual network of about 150 000 weights on one grey patch.
 */
public final class EyeStateNet {
  private static final int STEM = 16;
  private static final List<Integer> WIDTHS = List.of(32, 64, 64);
  private static final List<Integer> STRIDES = List.of(2, 2, 1);

  private EyeStateNet() {}

  /**
   * Emits the network.
   *
   * @param eyes [N, 1, S, S], grey in [0, 1]
   * @return [N, 1], log odds of being closed
   */
  public static Tensor logits(Net net, Tensor eyes) {
    Tensor x = standardised(eyes);
    x = net.convNorm("conv1", "bn1", x, STEM, Window.square(3, 1, 1), true);
    for (int i = 0; i < WIDTHS.size(); i++) {
      x = ResidualBlocks.basic(net, "layer" + (i + 1), x, WIDTHS.get(i), STRIDES.get(i));
    }
    return net.linear("fc", NeuralOps.globalAveragePool(x).flatten(), 1);
  }

  /** Mean 0 and deviation 1 per patch (flat patches stay near 0): light and contrast drop out. */
  private static Tensor standardised(Tensor eyes) {
    Tensor centred = eyes.sub(eyes.meanKeep(1, 2, 3));
    Tensor deviation = centred.square().meanKeep(1, 2, 3).add(1e-3).sqrt();
    return centred.div(deviation);
  }
}
