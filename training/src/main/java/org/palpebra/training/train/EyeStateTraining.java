package org.palpebra.training.train;

import ai.onnx.proto.OnnxMl;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.palpebra.PalpebraException;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.EyeStateNet;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code train eyes}: trains the eye-state classifier and writes it as an ONNX file with input
 * {@code eyes} [N, 1, S, S] and output {@code closed} [N].
 *
 * <p>What the training examples made the network believe before it looks, by how many of them are
 * closed, is taken out of the log odds: closed and open are equally probable then. One temperature
 * that is fitted to the validation examples scales them (it changes how sure the probabilities are,
 * never a decision).
 */
public final class EyeStateTraining {
  /** Side of a patch in pixels. */
  public static final int SIDE = 24;

  private static final Logger LOG = LoggerFactory.getLogger(EyeStateTraining.class);
  private static final int EVALUATION_BATCH = 64;
  private static final int REPORT_EPOCHS = 5;

  private EyeStateTraining() {}

  /**
   * Trains on given examples, resuming the run that the configuration's folder holds.
   *
   * @param config its examples are not read
   * @param train augmented as configured
   * @param validation as they are; the score is theirs
   */
  public static EyeStateScore run(
      EyeTrainingConfig config, EyeExamples train, EyeExamples validation) {
    double closedShare = closedShare(train);
    EyeStateNet network = config.network();
    BatchSource batches = new EyeBatches(train, config.augmentation());
    Trainer trainer =
        new Trainer(
            config.plan(),
            batches,
            (net, batch) -> loss(config, net, batch),
            Path.of(config.folder()));
    Parameters weights =
        trainer.run(
            new Parameters(),
            (epoch, snapshot) -> {
              if (epoch % REPORT_EPOCHS == 0) {
                LOG.info("epoch {}: {}", epoch, score(network, snapshot, validation));
              }
            });
    Parameters even = network.rescaled(weights, 1, -logOdds(closedShare));
    double temperature = temperature(logits(network, even, validation), labels(validation));
    Parameters calibrated = network.rescaled(even, 1 / temperature, 0);
    ModelFiles.write(model(network, calibrated, train.side()), Path.of(config.output()));
    return score(network, calibrated, validation);
  }

  /** Cross-entropy of the log odds, with smoothed labels. */
  private static LossGraph.Loss loss(EyeTrainingConfig config, Net net, Map<String, Tensor> batch) {
    double smoothing = config.labelSmoothing();
    Tensor logits = config.network().logits(net, tensor(batch, EyeBatches.EYES));
    Tensor closed = tensor(batch, EyeBatches.CLOSED);
    Tensor target = closed.mul(1 - 2 * smoothing).add(smoothing);
    Tensor entropy = logits.softplus().sub(logits.mul(target)).mean();
    Tensor right = logits.sign().mul(closed.sub(0.5)).mul(2);
    Map<String, Tensor> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", right.mean().add(1).mul(0.5));
    return new LossGraph.Loss(entropy, metrics);
  }

  private static Tensor tensor(Map<String, Tensor> batch, String name) {
    Tensor tensor = batch.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the batch has no " + name);
    }
    return tensor;
  }

  private static OnnxMl.ModelProto model(EyeStateNet network, Parameters weights, int side) {
    Graph graph = new Graph();
    Net net = new Net(graph, weights, Net.Mode.INFERENCE_HALF, 0);
    Tensor eyes = graph.input("eyes", 1, 1, side, side);
    Tensor closed = network.decisive(net, eyes).sigmoid();
    // A sum over one element drops the last axis and leaves the batch free.
    graph.output("closed", closed.sum(1));
    graph.describe("eyes", "[N, 1, " + side + ", " + side + "] grey in [0, 1], upright");
    graph.describe("closed", "[N] probability that the eye is closed");
    return graph.toModel(true);
  }

  /** Scores trained weights as the written file would do. */
  private static EyeStateScore score(
      EyeStateNet network, Parameters weights, EyeExamples examples) {
    float[] logits = logits(network, weights, examples);
    float[] labels = labels(examples);
    float[] probabilities = new float[logits.length];
    boolean[] closed = new boolean[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i])));
      closed[i] = labels[i] >= 0.5f;
    }
    return EyeStateScore.of(probabilities, closed);
  }

  private static double closedShare(EyeExamples train) {
    double closed = 0;
    for (float label : labels(train)) {
      closed += label;
    }
    if (closed == 0 || closed == train.size()) {
      throw new PalpebraException(
          "training examples: all %d eyes are %s; give open and closed ones"
              .formatted(train.size(), closed == 0 ? "open" : "closed"));
    }
    return closed / train.size();
  }

  private static double logOdds(double probability) {
    return Math.log(probability / (1 - probability));
  }

  private static float[] labels(EyeExamples examples) {
    float[] labels = new float[examples.size()];
    float[] patch = new float[examples.side() * examples.side()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = examples.example(i, new SplittableRandom(i), patch);
    }
    return labels;
  }

  private static float[] logits(EyeStateNet network, Parameters weights, EyeExamples examples) {
    int side = examples.side();
    Graph graph = new Graph();
    Net net = new Net(graph, weights, Net.Mode.INFERENCE_HALF, 0);
    Shape shape = Shape.of(EVALUATION_BATCH, 1, side, side);
    graph.output("logits", network.decisive(net, graph.input("eyes", shape.toArray())));
    float[] logits = new float[examples.size()];
    float[] patch = new float[side * side];
    try (GraphSession session = GraphSession.of(graph, 1)) {
      for (int start = 0; start < logits.length; start += EVALUATION_BATCH) {
        float[] batch = new float[shape.size()];
        int count = Math.min(EVALUATION_BATCH, logits.length - start);
        for (int i = 0; i < count; i++) {
          examples.example(start + i, new SplittableRandom(start + i), patch);
          System.arraycopy(patch, 0, batch, i * patch.length, patch.length);
        }
        Map<String, float[]> result =
            session.runArrays(Map.of("eyes", batch), Map.of("eyes", shape));
        List<float[]> outputs = List.copyOf(result.values());
        System.arraycopy(outputs.get(0), 0, logits, start, count);
      }
    }
    return logits;
  }

  /** The temperature of least cross-entropy, by golden-section search over its logarithm. */
  static double temperature(float[] logits, float[] labels) {
    double low = Math.log(0.1);
    double high = Math.log(10);
    double golden = (Math.sqrt(5) - 1) / 2;
    while (high - low > 1e-4) {
      double first = high - golden * (high - low);
      double second = low + golden * (high - low);
      if (entropy(logits, labels, Math.exp(first)) < entropy(logits, labels, Math.exp(second))) {
        high = second;
      } else {
        low = first;
      }
    }
    return Math.exp((low + high) / 2);
  }

  private static double entropy(float[] logits, float[] labels, double temperature) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double z = logits[i] / temperature;
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - z * labels[i];
    }
    return sum;
  }
}
