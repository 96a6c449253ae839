package org.palpebra.benchmarks;

import ai.onnxruntime.OnnxTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.training.graph.Detour;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.loss.HybridLoss;
import org.palpebra.training.loss.HybridSettings;
import org.palpebra.training.loss.HybridTargets;
import org.palpebra.training.loss.HybridWeights;
import org.palpebra.training.loss.Visibility;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.Execution;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.ResNet;
import org.palpebra.training.nn.TrainStep;

/**
 * The paper's step as a whole: ResNet-50 on five 224×224 crops, its 239 coefficients compared with
 * the crops by the hybrid loss without its recognition network, on a face model of the Basel
 * model's size. Rasterisation included.
 */
final class HybridTraining {
  private static final int BATCH = 5;

  private final Map<String, OnnxTensor> batch = new LinkedHashMap<>();

  private HybridTraining() {}

  static RepeatedStep of(int threads) {
    return new HybridTraining().steps(threads);
  }

  private RepeatedStep steps(int threads) {
    Execution execution = RepeatedStep.execution(threads);
    PerspectiveCamera camera = PerspectiveCamera.DEEP3D;
    int lighting = SphericalHarmonics.WHITE;
    MorphableModel model = BenchmarkModels.of(BenchmarkModels.BFM_SIZED);
    int size = camera.size();
    Graph graph = execution.newGraph();
    Net net = new Net(graph, new Parameters(), Net.Mode.TRAINING, 1);
    Tensor image = input(graph, "image", BATCH, 3, size, size);
    Tensor triangles = graph.input(HybridTargets.TRIANGLES, ElementType.INT64, BATCH, size * size);
    HybridTargets targets =
        new HybridTargets(
            image,
            input(graph, "skin", BATCH, 1, size, size),
            triangles,
            input(graph, "landmarks", BATCH, 68, 2),
            input(graph, "landmark_weights", BATCH, 68),
            input(graph, "pair_weights", BATCH, 7));
    int coefficients = model.layout(lighting).size();
    Tensor predicted = ResNet.resnet50().outputs(net, image, coefficients).mul(0.1);
    HybridLoss hybrid =
        new HybridLoss(
            model,
            lighting,
            camera,
            HybridSettings.paper().withWeights(HybridWeights.paper().withoutPerceptual()),
            null);
    Tensor loss = Objects.requireNonNull(hybrid.terms(predicted, targets).get(HybridLoss.LOSS));
    Visibility visibility = new Visibility(model, lighting, camera, BATCH);
    TrainStep step =
        TrainStep.compile(
            net,
            loss,
            Map.of("loss", loss),
            Adam.plain(),
            0,
            execution,
            new Detour(predicted, triangles, visibility::of));
    return new RepeatedStep(step, batch);
  }

  private Tensor input(Graph graph, String name, int... shape) {
    Shape extents = Shape.of(shape);
    float[] values = new float[extents.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 / 7f;
    }
    batch.put(name, GraphSession.tensor(values, extents));
    return graph.input(name, shape);
  }
}
