package org.palpebra.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.ResNet;

/** The network of {@link ResNet} as a block of DJL, with the same layer names. */
final class TorchResNet {
  private final Map<String, Block> layers = new LinkedHashMap<>();
  private final Block block;

  TorchResNet(ResNet network, int outputs) {
    SequentialBlock all = new SequentialBlock();
    int width = network.width();
    all.add(conv("conv1", width, 7, 2)).add(norm("bn1")).add(Activation.reluBlock());
    all.add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)));
    int channels = width;
    for (int stage = 0; stage < network.blocks().size(); stage++) {
      for (int i = 0; i < network.blocks().get(stage); i++) {
        String name = "layer" + (stage + 1) + "." + i;
        int inner = width << stage;
        int outer = network.bottleneck() ? 4 * inner : inner;
        int stride = stage > 0 && i == 0 ? 2 : 1;
        Block main =
            network.bottleneck()
                ? bottleneck(name, inner, outer, stride)
                : basic(name, outer, stride);
        all.add(residual(main, shortcut(name, channels, outer, stride)));
        channels = outer;
      }
    }
    Block linear = Linear.builder().setUnits(outputs).build();
    layers.put("fc", linear);
    block = all.add(Pool.globalAvgPool2dBlock()).add(linear);
  }

  Block block() {
    return block;
  }

  private SequentialBlock basic(String name, int channels, int stride) {
    return new SequentialBlock()
        .add(conv(name + ".conv1", channels, 3, stride))
        .add(norm(name + ".bn1"))
        .add(Activation.reluBlock())
        .add(conv(name + ".conv2", channels, 3, 1))
        .add(norm(name + ".bn2"));
  }

  private SequentialBlock bottleneck(String name, int inner, int outer, int stride) {
    return new SequentialBlock()
        .add(conv(name + ".conv1", inner, 1, 1))
        .add(norm(name + ".bn1"))
        .add(Activation.reluBlock())
        .add(conv(name + ".conv2", inner, 3, stride))
        .add(norm(name + ".bn2"))
        .add(Activation.reluBlock())
        .add(conv(name + ".conv3", outer, 1, 1))
        .add(norm(name + ".bn3"));
  }

  private Block shortcut(String name, int channels, int outer, int stride) {
    return stride == 1 && channels == outer
        ? Blocks.identityBlock()
        : new SequentialBlock()
            .add(conv(name + ".downsample.0", outer, 1, stride))
            .add(norm(name + ".downsample.1"));
  }

  private static Block residual(Block main, Block shortcut) {
    return new ParallelBlock(
        parts -> {
          NDArray sum = parts.get(0).head().add(parts.get(1).head());
          return new NDList(Activation.relu(sum));
        },
        List.of(main, shortcut));
  }

  private Block conv(String name, int outputs, int kernel, int stride) {
    Block conv =
        Conv2d.builder()
            .setKernelShape(new Shape(kernel, kernel))
            .setFilters(outputs)
            .optStride(new Shape(stride, stride))
            .optPadding(new Shape(kernel / 2, kernel / 2))
            .optBias(false)
            .build();
    layers.put(name, conv);
    return conv;
  }

  private Block norm(String name) {
    Block norm = BatchNorm.builder().optEpsilon(1e-5f).optMomentum(0.1f).build();
    layers.put(name, norm);
    return norm;
  }

  /** Copies weights into the initialised block. */
  void load(Parameters parameters) {
    layers.forEach(
        (name, layer) -> {
          for (Parameter parameter : layer.getDirectParameters().values()) {
            String suffix =
                switch (parameter.getName()) {
                  case "gamma", "weight" -> ".weight";
                  case "beta", "bias" -> ".bias";
                  case "runningMean" -> ".running_mean";
                  case "runningVar" -> ".running_var";
                  default -> throw new IllegalStateException(name + " has " + parameter.getName());
                };
            parameter.getArray().set(parameters.get(name + suffix).values());
          }
        });
  }
}
