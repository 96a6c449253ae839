package org.palpebra.training.export;

import ai.onnx.proto.OnnxMl;
import java.util.Map;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsBuilder;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.loss.FaceGraph;
import org.palpebra.training.loss.LandmarkLoss;
import org.palpebra.training.loss.LandmarkWeighting;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.RegressorBackbone;
import org.palpebra.training.nn.TrainStep;
import org.palpebra.training.regressor.RegressorNetwork;

/** A small regressor that learns landmarks: one training step, and its loss without a step. */
final class StepGraphs {
  private static final long SEED = 1;

  private final FaceGraph face;
  private final RegressorNetwork network;
  private final int batch;

  StepGraphs(MorphableModel model, int lighting, PerspectiveCamera camera, int batch) {
    face = new FaceGraph(model, lighting, camera, 0, 0);
    network = new RegressorNetwork(RegressorBackbone.embedded(), face.layout(), SEED);
    this.batch = batch;
  }

  private record Emitted(Net net, Tensor coefficients, Tensor loss) {}

  private Emitted emit(Net.Mode mode) {
    Graph graph = new Graph();
    Net net = new Net(graph, new Parameters(), mode, SEED);
    int size = face.camera().size();
    Tensor image = graph.input("image", batch, 3, size, size);
    Tensor landmarks = graph.input("landmarks", batch, LandmarkScheme.COUNT, 2);
    Tensor weights = graph.input("landmark_weights", batch, LandmarkScheme.COUNT);
    Tensor c = network.coefficients(net, image);
    Tensor shape = face.neutral(c).add(face.expressionOffset(c));
    Tensor found = face.landmarks(face.project(face.posed(c, shape)));
    graph.describe("input.image", "RGB in [0, 1], row by row");
    graph.describe("input.landmarks", "crop pixels, y down: the 68 landmarks of the photo");
    graph.describe("input.landmark_weights", "factors, 0 for unknown landmarks");
    graph.describe("output.loss", "weighted mean square distance of landmarks, square pixels");
    return new Emitted(
        net, c, new LandmarkLoss(LandmarkWeighting.PAPER).of(found, landmarks, weights));
  }

  OnnxMl.ModelProto train() {
    Emitted step = emit(Net.Mode.TRAINING);
    Graph graph = step.net().graph();
    graph.describe("meaning", "forward, backward and Adam; outputs new.NAME are the next inputs");
    graph.describe("input.learning_rate", "rate of Adam, such as 1e-4");
    graph.describe("input.step", "number of steps done");
    return TrainStep.model(step.net(), step.loss(), Map.of("loss", step.loss()), Adam.plain());
  }

  OnnxMl.ModelProto evaluate() {
    Emitted step = emit(Net.Mode.EVALUATION);
    Graph graph = step.net().graph();
    graph.describe(
        "meaning", "coefficients and loss of a batch, BatchNorm by running statistics; no step");
    graph.output("loss", step.loss().reshape(1));
    graph.output(Ports.COEFFICIENTS, step.coefficients());
    graph.describe("output." + Ports.COEFFICIENTS, Ports.coefficients(face.layout()));
    return graph.toModel();
  }

  /** First weights and statistics of both steps; moments and step start at 0. */
  SafetensorsBuilder first() {
    SafetensorsBuilder builder =
        new SafetensorsBuilder().metadata("meaning", "first weights of train-step.onnx");
    for (Parameters.Parameter p : emit(Net.Mode.TRAINING).net().parameters().all()) {
      builder.floats(p.name(), p.values(), p.shape().toArray());
    }
    return builder;
  }
}
