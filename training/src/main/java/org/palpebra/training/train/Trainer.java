package org.palpebra.training.train;

import ai.onnxruntime.OnnxTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.palpebra.PalpebraException;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.TrainStep;

/**
 * Runs a {@link TrainingPlan}. A run lives in a folder: {@code checkpoint.safetensors} is the state
 * that the same call resumes from, {@code log.csv} the losses, {@code loss.png} their curves. A run
 * that was killed at any moment and started again ends with the same bits as one that was not.
 */
public final class Trainer {
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
    Graph graph = new Graph();
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
        net, loss.total(), metrics, plan.adam(), plan.averaging(), plan.threads());
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
    long first = step.count();
    Path logFile = folder.resolve("log.csv");
    TrainingLog log = new TrainingLog(logFile, first);
    try (Prefetcher batches = new Prefetcher(source, plan.batchSize(), this::position);
        ProgressBar progress = progress(total, first)) {
      for (long i = first; i < Math.min(total, stopBefore); i++) {
        double rate = plan.rate(i, total);
        Map<String, OnnxTensor> batch = batches.take(i, i + 1 < total);
        Map<String, Float> metrics = step.run(batch, rate);
        requireFinite(metrics, i, batch);
        log.add(metrics);
        progress.step();
        progress.setExtraMessage(
            String.format(Locale.ROOT, " loss %.4f", metrics.getOrDefault("loss", 0f)));
        boolean epochEnds = (i + 1) % stepsPerEpoch() == 0;
        boolean keep = epochEnds || (i + 1) % plan.checkpointSteps() == 0;
        if (keep || (i + 1) % LOG_STEPS == 0) {
          log.write(i + 1, position(i).epoch(), rate);
        }
        if (epochEnds) {
          LossCurves.draw(logFile, folder.resolve("loss.png"));
          listener.epochDone(position(i).epoch() + 1, step.snapshot());
        }
        if (keep) {
          Checkpoint.write(checkpoint, step, plan.fingerprint(source.size()));
        }
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

  private void requireFinite(Map<String, Float> metrics, long step, Map<String, OnnxTensor> batch) {
    for (Map.Entry<String, Float> metric : metrics.entrySet()) {
      if (!Float.isFinite(metric.getValue())) {
        throw new OffendingBatch(step, position(step), batch, source.shapes(plan.batchSize()))
            .save(folder, metric.getKey(), metric.getValue());
      }
    }
  }
}
