package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palpebra.training.nn.ResNet;

/** That PyTorch computes the same is checked before every comparison. */
class TrainingSanityTest {
  @Test
  void stepsLearnTheBatch() {
    TrainingWorkload small =
        new TrainingWorkload("small", ResNet.resnet18().withWidth(16), 4, 32, 3);
    try (OnnxTraining training = OnnxTraining.of(small, 2)) {
      float first = training.steps().run();
      float last = first;
      for (int i = 0; i < 30; i++) {
        last = training.steps().run();
      }
      assertTrue(last < 0.5 * first, "loss " + first + " at first, then " + last);
    }
  }
}
