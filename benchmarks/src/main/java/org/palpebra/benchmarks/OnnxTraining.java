package org.palpebra.benchmarks;

import ai.onnxruntime.OnnxTensor;
import java.util.Map;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.Execution;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.TrainStep;

/** A workload in Palpebra: one ONNX graph per step. */
final class OnnxTraining implements AutoCloseable {
  private static final long SEED = 1;

  private final Parameters first;
  private final TrainStep step;
  private final Map<String, OnnxTensor> batch;

  OnnxTraining(TrainingWorkload workload, int threads) {
    Execution execution = Execution.cpu(threads);
    Graph graph = execution.newGraph();
    Parameters parameters = new Parameters();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, SEED);
    Shape images = Shape.of(workload.batch(), 3, workload.size(), workload.size());
    Shape targets = Shape.of(workload.batch(), workload.outputs());
    Tensor image = graph.input("image", images.toArray());
    Tensor target = graph.input("target", targets.toArray());
    Tensor outputs = workload.network().outputs(net, image, workload.outputs());
    Tensor loss = outputs.sub(target).square().mean();
    first = parameters.copy();
    step = TrainStep.compile(net, loss, Map.of("loss", loss), Adam.plain(), 0, execution, null);
    batch =
        Map.of(
            "image", GraphSession.tensor(workload.images(), images),
            "target", GraphSession.tensor(workload.targets(), targets));
  }

  /** The weights that training starts from. */
  Parameters first() {
    return first;
  }

  /** Forward, backward, Adam; returns the loss before the step. */
  float step() {
    Map<String, Float> metrics = step.run(batch, TrainingWorkload.LEARNING_RATE);
    return metrics.getOrDefault("loss", Float.NaN);
  }

  @Override
  public void close() {
    step.close();
    batch.values().forEach(OnnxTensor::close);
  }
}
