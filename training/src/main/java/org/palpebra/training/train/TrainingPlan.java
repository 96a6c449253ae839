package org.palpebra.training.train;

import org.palpebra.training.nn.Adam;

/**
 * How to train: everything about a run but network and data. Read from the {@code plan} of a
 * configuration file.
 *
 * @param epochs number of passes over the data
 * @param batchSize examples per step
 * @param learningRate greatest rate, reached after the warm-up; falls along a cosine
 * @param finalRate share of the greatest rate at the end, 1 for a constant rate
 * @param warmupSteps steps over which the rate rises from zero
 * @param weightDecay of AdamW
 * @param clipNorm greatest gradient norm; 0 for no clipping
 * @param averaging share of the weights' moving average that a step keeps; 0 for no average
 * @param seed of first weights, order and augmentation
 * @param threads of ONNX Runtime
 * @param checkpointSteps steps between checkpoints; one is also written at the end of each epoch
 */
public record TrainingPlan(
    int epochs,
    int batchSize,
    double learningRate,
    double finalRate,
    int warmupSteps,
    double weightDecay,
    double clipNorm,
    double averaging,
    long seed,
    int threads,
    int checkpointSteps) {

  public TrainingPlan {
    requirePositive("epochs", epochs);
    requirePositive("batchSize", batchSize);
    requirePositive("learningRate", learningRate);
    requirePositive("threads", threads);
    requirePositive("checkpointSteps", checkpointSteps);
    if (averaging < 0 || averaging >= 1 || finalRate < 0 || finalRate > 1) {
      throw new IllegalArgumentException(
          "averaging " + averaging + " or finalRate " + finalRate + " out of range");
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  /**
   * The learning rate of a step.
   *
   * @param step from 0
   * @param total number of steps of the run
   */
  public double rate(long step, long total) {
    if (step < warmupSteps) {
      return learningRate * (step + 1) / warmupSteps;
    }
    double done = (double) (step - warmupSteps) / Math.max(1, total - warmupSteps);
    double cosine = (1 + Math.cos(Math.PI * Math.min(1, done))) / 2;
    return learningRate * (finalRate + (1 - finalRate) * cosine);
  }

  Adam adam() {
    Adam adam = Adam.plain().withWeightDecay(weightDecay);
    return clipNorm > 0 ? adam.withClipNorm(clipNorm) : adam;
  }

  /** What a checkpoint must agree in with the run that resumes from it. */
  String fingerprint(int examples) {
    return String.join(
        ", ",
        "seed " + seed,
        "batch " + batchSize,
        "rate " + learningRate + " to " + finalRate + " over " + epochs + " epochs",
        "warm-up " + warmupSteps,
        "decay " + weightDecay,
        "clip " + clipNorm,
        "averaging " + averaging,
        examples + " examples");
  }
}
