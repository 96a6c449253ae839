package org.palpebra.benchmarks;

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

/**
 * A workload in Palpebra: one ONNX graph per step.
 *
 * @param first the weights that training starts from
 */
record OnnxTraining(Parameters first, RepeatedStep steps) implements AutoCloseable {
  private static final long SEED = 1;

  static OnnxTraining of(TrainingWorkload workload, int threads) {
    Execution execution = RepeatedStep.execution(threads);
    Graph graph = execution.newGraph();
    Parameters parameters = new Parameters();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, SEED);
    Shape images = Shape.of(workload.batch(), 3, workload.size(), workload.size());
    Shape targets = Shape.of(workload.batch(), workload.outputs());
    Tensor image = graph.input("image", images.toArray());
    Tensor target = graph.input("target", targets.toArray());
    Tensor outputs = workload.network().outputs(net, image, workload.outputs());
    Tensor loss = outputs.sub(target).square().mean();
    Parameters first = parameters.copy();
    return new OnnxTraining(
        first,
        new RepeatedStep(
            TrainStep.compile(net, loss, Map.of("loss", loss), Adam.plain(), 0, execution, null),
            Map.of(
                "image", GraphSession.tensor(workload.images(), images),
                "target", GraphSession.tensor(workload.targets(), targets))));
  }

  @Override
  public void close() {
    steps.close();
  }
}
