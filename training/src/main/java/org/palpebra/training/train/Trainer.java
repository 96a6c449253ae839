package org.palpebra.training.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.palpebra.PalpebraException;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.TrainStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link TrainingPlan}. A run lives in a folder: {@code checkpoint.safetensors} is the state
 * that the same call resumes from, {@code log.csv} the losses, {@code loss.png} their curves. A run
 * that was killed at any moment and started again ends with the same bits as one that was not.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final int LOG_STEPS = 20;

  private final TrainingPlan plan;
  private final BatchSource source;
  private final LossGraph lossGraph;
  private final Path folder;

  /** Told about finished epochs, to validate and keep the best. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called before the epoch's checkpoint is written, hence again when the run is killed between.
     *
     * @param epoch number of epochs done, from 1
     * @param weights a copy; the moving average where the plan keeps one
     */
    void epochDone(int epoch, Parameters weights);
  }

  /**
   * @param folder made when missing
   */
  public Trainer(TrainingPlan plan, BatchSource source, LossGraph lossGraph, Path folder) {
    if (source.size() < plan.batchSize()) {
      throw new IllegalArgumentException(
          source.size() + " examples do not fill a batch of " + plan.batchSize());
    }
    this.plan = plan;
    this.source = source;
    this.lossGraph = lossGraph;
    this.folder = folder;
  }

  /**
   * Trains to the plan's end, from the folder's checkpoint if there is one.
   *
   * @param parameters first values of those parameters that it holds (none: a fresh start); holds
   *     the last step's values afterwards
   * @return the trained weights (a copy; the moving average where the plan keeps one)
   * @throws PalpebraException when the loss or another figure stops being finite, naming step and
   *     batch and the file in the folder that the batch was saved in
   */
  public Parameters run(Parameters parameters, Listener listener) {
    return run(parameters, listener, Long.MAX_VALUE);
  }

  /** As {@link #run(Parameters, Listener)}, ending before the given step without a checkpoint. */
  Parameters run(Parameters parameters, Listener listener, long stopBefore) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new PalpebraException(folder + ": cannot be made: " + e.getMessage(), e);
    }
    try (TrainStep step = compile(parameters)) {
      LOG.info("trains on {}, {} steps per run", step.device(), plan.execution().stepsPerRun());
      Path checkpoint = folder.resolve("checkpoint.safetensors");
      if (Files.exists(checkpoint)) {
        Checkpoint.read(checkpoint, step, plan.fingerprint(source.size()));
      }
      loop(step, checkpoint, listener, stopBefore);
      step.store();
      return step.snapshot();
    }
  }

  private TrainStep compile(Parameters parameters) {
    Graph graph = plan.execution().newGraph();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, plan.seed());
    Map<String, Tensor> batch = new LinkedHashMap<>();
    source
        .shapes(plan.batchSize())
        .forEach((name, shape) -> batch.put(name, graph.input(name, shape.toArray())));
    LossGraph.Loss loss = lossGraph.build(net, batch);
    Map<String, Tensor> metrics = new LinkedHashMap<>();
    metrics.put("loss", loss.total());
    metrics.putAll(loss.metrics());
    return TrainStep.compile(
        net, loss.total(), metrics, plan.adam(), plan.averaging(), plan.execution(), loss.detour());
  }

  private long stepsPerEpoch() {
    return source.size() / plan.batchSize();
  }

  private BatchPosition position(long step) {
    long perEpoch = stepsPerEpoch();
    return new BatchPosition(
        plan.seed(), (int) (step / perEpoch), (int) (step % perEpoch), plan.batchSize());
  }

  private void loop(TrainStep step, Path checkpoint, Listener listener, long stopBefore) {
    long total = plan.epochs() * stepsPerEpoch();
    long end = Math.min(total, stopBefore);
    Path logFile = folder.resolve("log.csv");
    TrainingLog log = new TrainingLog(logFile, step.count());
    int most = plan.execution().stepsPerRun();
    try (Prefetcher batches = new Prefetcher(source, plan.batchSize(), most, this::position);
        ProgressBar progress = progress(total, step.count())) {
      Prefetcher.Run run = runFrom(step.count(), end);
      while (run.count() > 0) {
        Prefetcher.Run next = runFrom(run.first() + run.count(), end);
        run(step, run, batches.take(run, next), log, progress);
        long done = next.first();
        if (epochEnds(done)) {
          LossCurves.draw(logFile, folder.resolve("loss.png"));
          listener.epochDone(position(done - 1).epoch() + 1, step.snapshot());
        }
        if (keeps(done)) {
          Checkpoint.write(checkpoint, step, plan.fingerprint(source.size()));
        }
        run = next;
      }
    }
  }

  /** As many steps as a run may do, up to the next checkpoint. */
  private Prefetcher.Run runFrom(long first, long end) {
    int count = 0;
    while (count < plan.execution().stepsPerRun()
        && first + count < end
        && (count == 0 || !keeps(first + count))) {
      count++;
    }
    return new Prefetcher.Run(first, count);
  }

  private boolean epochEnds(long done) {
    return done % stepsPerEpoch() == 0;
  }

  /** Whether there is a checkpoint after so many steps. */
  private boolean keeps(long done) {
    return epochEnds(done) || done % plan.checkpointSteps() == 0;
  }

  private void run(
      TrainStep step,
      Prefetcher.Run run,
      BatchBuffers batches,
      TrainingLog log,
      ProgressBar progress) {
    long total = plan.epochs() * stepsPerEpoch();
    double[] rates = new double[run.count()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = plan.rate(run.first() + i, total);
    }
    List<Map<String, Float>> figures = step.run(batches.tensors(), rates);
    for (int i = 0; i < rates.length; i++) {
      long number = run.first() + i;
      Map<String, Float> metrics = figures.get(i);
      int index = i;
      requireFinite(metrics, number, () -> batches.copy(index));
      log.add(metrics);
      progress.step();
      progress.setExtraMessage(
          String.format(Locale.ROOT, " loss %.4f", metrics.getOrDefault("loss", 0f)));
      if (keeps(number + 1) || (number + 1) % LOG_STEPS == 0) {
        log.write(number + 1, position(number).epoch(), rates[i]);
      }
    }
  }

  private static ProgressBar progress(long total, long first) {
    return new ProgressBarBuilder()
        .setTaskName("train")
        .setInitialMax(total)
        .startsFrom(first, Duration.ZERO)
        .setUpdateIntervalMillis(1000)
        .build();
  }

  private void requireFinite(
      Map<String, Float> metrics, long step, Supplier<Map<String, float[]>> batch) {
    for (Map.Entry<String, Float> metric : metrics.entrySet()) {
      if (!Float.isFinite(metric.getValue())) {
        throw new OffendingBatch(step, position(step), batch.get(), source.shapes(plan.batchSize()))
            .save(folder, metric.getKey(), metric.getValue());
      }
    }
  }
}
