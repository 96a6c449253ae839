package org.palpebra.training.train;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palpebra.onnx.Device;
import org.palpebra.training.graph.CpuThreads;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.Execution;

/**
 * How to train: everything about a run but network and data. Read from the {@code plan} of a
 * configuration file.
 *
 * @param epochs number of passes over the data
 * @param batchSize examples per step
 * @param learningRate greatest rate, reached after the warm-up
 * @param finalRate share of the greatest rate at the end of schedules that fall to one
 * @param warmupSteps steps over which the rate rises from zero
 * @param weightDecay of AdamW; 0 for plain Adam
 * @param clipNorm greatest gradient norm; 0 for no clipping
 * @param averaging share of the weights' moving average that a step keeps; 0 for no average
 * @param seed of first weights, order and augmentation
 * @param threads of ONNX Runtime
 * @param checkpointSteps steps between checkpoints; one is also written at the end of each epoch
 * @param schedule how the rate falls; null for a cosine
 * @param optimizer null for what the weight decay says
 * @param device that steps run on, {@code cpu}, {@code cuda} or {@code cuda:N}; null for the CPU. A
 *     run can be resumed on another device, whose rounding differs
 * @param stepsPerRun greatest number of steps that ONNX Runtime does before weights and moments
 *     come back into the computer's memory; null for 1. Runs also end at checkpoints
 * @param spin whether ONNX Runtime's threads wait awake for their next operator, see {@link
 *     CpuThreads}; null for no
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
    int checkpointSteps,
    @Nullable Schedule schedule,
    @Nullable Optimizer optimizer,
    @Nullable Device device,
    @Nullable Integer stepsPerRun,
    @Nullable Boolean spin) {

  public TrainingPlan {
    requirePositive("epochs", epochs);
    requirePositive("batchSize", batchSize);
    requirePositive("learningRate", learningRate);
    requirePositive("threads", threads);
    requirePositive("checkpointSteps", checkpointSteps);
    requirePositive("stepsPerRun", stepsPerRun == null ? 1 : stepsPerRun);
    if (device != null && device.kind() == Device.Kind.AUTO) {
      throw new IllegalArgumentException("device must be cpu, cuda or cuda:N, not auto");
    }
    if (averaging < 0 || averaging >= 1 || finalRate < 0 || finalRate > 1) {
      throw new IllegalArgumentException(
          "averaging " + averaging + " or finalRate " + finalRate + " out of range");
    }
    if (optimizer == Optimizer.ADAM && weightDecay != 0) {
      throw new IllegalArgumentException(
          "optimizer ADAM takes no weightDecay, not " + weightDecay + "; use ADAMW");
    }
    if (schedule != null && schedule.kind() == Schedule.Kind.ONE_CYCLE && warmupSteps != 0) {
      throw new IllegalArgumentException(
          "schedule ONE_CYCLE has its own warm-up, warmupSteps must be 0, not " + warmupSteps);
    }
  }

  /** A plan with AdamW and a cosine. */
  public TrainingPlan(
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
    this(
        epochs,
        batchSize,
        learningRate,
        finalRate,
        warmupSteps,
        weightDecay,
        clipNorm,
        averaging,
        seed,
        threads,
        checkpointSteps,
        null,
        null,
        null,
        null,
        null);
  }

  /** The same plan with another schedule. */
  public TrainingPlan withSchedule(Schedule other) {
    return with(other, device, stepsPerRun, seed);
  }

  /** The same plan on another device. */
  public TrainingPlan withDevice(Device other) {
    return with(schedule, other, stepsPerRun, seed);
  }

  /** The same plan with another number of steps per run. */
  public TrainingPlan withStepsPerRun(int steps) {
    return with(schedule, device, steps, seed);
  }

  /** The same plan with another seed. */
  public TrainingPlan withSeed(long other) {
    return with(schedule, device, stepsPerRun, other);
  }

  private TrainingPlan with(
      @Nullable Schedule otherSchedule,
      @Nullable Device otherDevice,
      @Nullable Integer steps,
      long otherSeed) {
    return new TrainingPlan(
        epochs,
        batchSize,
        learningRate,
        finalRate,
        warmupSteps,
        weightDecay,
        clipNorm,
        averaging,
        otherSeed,
        threads,
        checkpointSteps,
        otherSchedule,
        optimizer,
        otherDevice,
        steps,
        spin);
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
    if (schedule != null) {
      double perEpoch = (double) total / epochs;
      return learningRate
          * schedule.share(step - warmupSteps, total - warmupSteps, perEpoch, finalRate);
    }
    double done = (double) (step - warmupSteps) / Math.max(1, total - warmupSteps);
    double cosine = (1 + Math.cos(Math.PI * Math.min(1, done))) / 2;
    return learningRate * (finalRate + (1 - finalRate) * cosine);
  }

  Adam adam() {
    Adam adam = Adam.plain().withWeightDecay(weightDecay);
    return clipNorm > 0 ? adam.withClipNorm(clipNorm) : adam;
  }

  /**
   * Tries the device, so that nothing is prepared for a training that cannot run.
   *
   * @throws org.palpebra.PalpebraException if the device is not there, saying why
   */
  public void requireDevice() {
    if (device != null && device.kind() == Device.Kind.CUDA) {
      Graph graph = new Graph();
      graph.output("y", graph.input("x", 1));
      GraphSession.of(graph.toModel(), CpuThreads.sleeping(threads), device).close();
    }
  }

  Execution execution() {
    return new Execution(
        device == null ? Device.CPU : device,
        new CpuThreads(threads, Boolean.TRUE.equals(spin)),
        stepsPerRun == null ? 1 : stepsPerRun);
  }

  /**
   * What a checkpoint must agree in with the run that resumes from it: neither the device nor how
   * many steps a run has.
   */
  String fingerprint(int examples) {
    List<String> parts =
        new ArrayList<>(
            List.of(
                "seed " + seed,
                "batch " + batchSize,
                "rate " + learningRate + " to " + finalRate + " over " + epochs + " epochs",
                "warm-up " + warmupSteps,
                "decay " + weightDecay,
                "clip " + clipNorm,
                "averaging " + averaging,
                examples + " examples"));
    if (schedule != null) {
      parts.add("schedule " + schedule.fingerprint());
    }
    return String.join(", ", parts);
  }
}
