package org.palpebra.training.nn;

import java.util.List;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;

/**
 * The residual networks of He et al. 2016 (arXiv 1512.03385, table 1), with torchvision's layer
 * names ({@code conv1}, {@code bn1}, {@code layer1.0.conv1} … {@code fc}) and its variant of the
 * bottleneck, whose stride is the 3×3 convolution's. Weights start as published: convolutions
 * normal by the fan out (He et al. 2015), normalisations 1 and 0, the linear layer uniform as in
 * PyTorch.
 *
 * @param blocks number of blocks of the four stages
 * @param bottleneck blocks of 1×1, 3×3 and 1×1 convolutions instead of two of 3×3
 * @param width channels of the stem and of the first stage's 3×3 convolutions; each stage has twice
 *     those of the one before. 64 as published
 * @param zeroResidual whether every block's last normalisation starts with scale 0, so that blocks
 *     start as their shortcuts (Goyal et al. 2017, arXiv 1706.02677, §5.1)
 */
public record ResNet(List<Integer> blocks, boolean bottleneck, int width, boolean zeroResidual)
    implements Backbone {
  private static final int STAGES = 4;
  private static final int WIDTH = 64;
  private static final int EXPANSION = 4;

  /** ImageNet's mean and deviation, which published weights expect. */
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};

  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  public ResNet {
    if (blocks.size() != STAGES || width < 1 || blocks.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "a ResNet has %d stages of at least a block, not %s of width %d"
              .formatted(STAGES, blocks, width));
    }
    blocks = List.copyOf(blocks);
  }

  /** 18 layers of basic blocks, 512 features. */
  public static ResNet resnet18() {
    return new ResNet(List.of(2, 2, 2, 2), false, WIDTH, false);
  }

  /** 34 layers of basic blocks, 512 features. */
  public static ResNet resnet34() {
    return new ResNet(List.of(3, 4, 6, 3), false, WIDTH, false);
  }

  /** 50 layers of bottlenecks, 2048 features. */
  public static ResNet resnet50() {
    return new ResNet(List.of(3, 4, 6, 3), true, WIDTH, false);
  }

  /** The same network with other widths throughout, such as 32 for half as many channels. */
  public ResNet withWidth(int channels) {
    return new ResNet(blocks, bottleneck, channels, zeroResidual);
  }

  public ResNet withZeroResidual() {
    return new ResNet(blocks, bottleneck, width, true);
  }

  /** Number of features. */
  public int featureCount() {
    return channels(STAGES - 1);
  }

  private int channels(int stage) {
    return (width << stage) * (bottleneck ? EXPANSION : 1);
  }

  /** ImageNet's normalisation. */
  @Override
  public Tensor normalised(Tensor image) {
    Tensor mean = image.graph().constant(MEAN, 3, 1, 1);
    Tensor deviation = image.graph().constant(DEVIATION, 3, 1, 1);
    return image.sub(mean).div(deviation);
  }

  @Override
  public String head() {
    return "fc";
  }

  @Override
  public Tensor features(Net net, Tensor image) {
    Tensor x = net.convNorm("conv1", "bn1", image, width, Window.square(7, 2, 3), true);
    x = NeuralOps.maxPool(x, Window.square(3, 2, 1));
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        String name = "layer" + (stage + 1) + "." + block;
        x = block(net, name, x, stage, stage > 0 && block == 0 ? 2 : 1);
      }
    }
    return NeuralOps.globalAveragePool(x).flatten();
  }

  private Tensor block(Net net, String name, Tensor x, int stage, int stride) {
    double scale = zeroResidual ? 0 : 1;
    return bottleneck
        ? ResidualBlocks.bottleneck(net, name, x, width << stage, channels(stage), stride, scale)
        : ResidualBlocks.basic(net, name, x, channels(stage), stride, scale);
  }

  /**
   * Emits the whole network.
   *
   * @param image [N, 3, H, W], as {@link #normalised} gives it
   * @return [N, outputs]
   */
  public Tensor outputs(Net net, Tensor image, int outputs) {
    return net.linear(head(), features(net, image), outputs);
  }
}
