package org.palpebra.benchmarks;

import java.util.Random;
import org.palpebra.training.nn.ResNet;

/**
 * A network that both engines train on the same made-up batch: mean square error, Adam at 1e-4.
 *
 * @param network a ResNet and a linear layer behind it
 * @param batch pictures
 * @param size pixels of a picture's side
 * @param outputs of the linear layer
 */
record TrainingWorkload(String name, ResNet network, int batch, int size, int outputs) {
  static final double LEARNING_RATE = 1e-4;

  /** The paper's regressor. */
  static TrainingWorkload resnet50() {
    return new TrainingWorkload("resnet50", ResNet.resnet50(), 5, 224, 239);
  }

  /** A small regressor. */
  static TrainingWorkload halfResnet18() {
    return new TrainingWorkload("half-resnet18", ResNet.resnet18().withWidth(32), 32, 112, 239);
  }

  static TrainingWorkload named(String name) {
    return switch (name) {
      case "resnet50" -> resnet50();
      case "half-resnet18" -> halfResnet18();
      default ->
          throw new IllegalArgumentException(
              "no workload '" + name + "'; there are resnet50 and half-resnet18");
    };
  }

  /** [batch, 3, size, size]. */
  float[] images() {
    return normal(1, batch * 3 * size * size);
  }

  /** [batch, outputs]. */
  float[] targets() {
    return normal(2, batch * outputs);
  }

  private static float[] normal(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
