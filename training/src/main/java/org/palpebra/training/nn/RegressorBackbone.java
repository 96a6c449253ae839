package org.palpebra.training.nn;

import java.util.List;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;

/**
 * A small residual network from a face crop to features: a strided 3×3 stem, stages of basic blocks
 * that each halve the image, and features of two kinds at the end: the mean of every channel, and a
 * narrow 1×1 convolution of which every position is kept, because poses and landmarks are about
 * where things are.
 *
 * @param stem channels of the stem (stride 2)
 * @param widths channels of each stage
 * @param blocks number of basic blocks of each stage, the first of stride 2
 * @param spatial channels of the part that keeps positions; 0 for none
 */
public record RegressorBackbone(int stem, List<Integer> widths, List<Integer> blocks, int spatial)
    implements Backbone {

  public RegressorBackbone {
    if (widths.isEmpty() || widths.size() != blocks.size()) {
      throw new IllegalArgumentException(
          widths.size() + " widths for " + blocks.size() + " stages");
    }
    widths = List.copyOf(widths);
    blocks = List.copyOf(blocks);
  }

  /** The embedded regressor's backbone, for crops of 112×112. */
  public static RegressorBackbone embedded() {
    return new RegressorBackbone(16, List.of(32, 64, 128, 256), List.of(1, 1, 2, 1), 32);
  }

  @Override
  public Tensor normalised(Tensor image) {
    return image.sub(0.5).mul(4);
  }

  @Override
  public String head() {
    return "head";
  }

  @Override
  public Tensor features(Net net, Tensor image) {
    Tensor x = net.convNorm("conv1", "bn1", image, stem, Window.square(3, 2, 1), true);
    for (int stage = 0; stage < widths.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        String name = "layer" + (stage + 1) + "." + block;
        x = ResidualBlocks.basic(net, name, x, widths.get(stage), block == 0 ? 2 : 1);
      }
    }
    Tensor pooled = NeuralOps.globalAveragePool(x).flatten();
    if (spatial == 0) {
      return pooled;
    }
    Tensor narrow = net.convNorm("spatial", "spatial_bn", x, spatial, Window.square(1, 1, 0), true);
    return Tensor.concat(1, List.of(pooled, narrow.flatten()));
  }
}
