package org.palpebra.training.graph.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.palpebra.testing.SharedData;
import org.palpebra.training.graph.Doubles;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Gradients;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.TrainStep;

/** A recognition network that PyTorch exported. */
class MobileFaceNetImportTest {
  private static final String FILE = "models/onnx/mobilefacenet.onnx";
  private static final Shape IMAGES = Shape.of(2, 3, 112, 112);

  private static float[] noise(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static float[] embeddings(ModelProto model, float[] images) {
    try (GraphSession session = GraphSession.of(model, 1)) {
      float[] values =
          session.runArrays(Map.of("input", images), Map.of("input", IMAGES)).get("embeddings");
      return values == null ? new float[0] : values;
    }
  }

  private static ModelProto inference(ImportedNetwork network, Parameters parameters) {
    Graph graph = new Graph();
    Map<String, Tensor> inputs = network.inputs(graph, Map.of("batch", 2));
    network.build(new Net(graph, parameters, Net.Mode.INFERENCE, 0), inputs).forEach(graph::output);
    return graph.toModel();
  }

  @Test
  void importedItComputesWhatTheFileComputes() throws IOException {
    Path path = SharedData.require(FILE);
    float[] images = noise(1, IMAGES.size());
    Parameters parameters = new Parameters();
    ModelProto imported = inference(ImportedNetwork.read(path), parameters);
    float[] expected = embeddings(ModelProto.parseFrom(Files.readAllBytes(path)), images);
    assertArrayEquals(expected, embeddings(imported, images), 1e-4f);
    assertEquals(102, parameters.all().size());
    assertEquals(Shape.of(64, 3, 3, 3), parameters.get("onnx::Conv_529").shape());
  }

  /** Loss and derivatives by images and all weights; the weights' values go into the map. */
  private static Graph differentiated(ElementType type, Map<String, double[]> values) {
    ImportedNetwork network = ImportedNetwork.read(SharedData.require(FILE));
    Graph graph = new Graph(type);
    Map<String, Tensor> variables = new LinkedHashMap<>(network.inputs(graph, Map.of("batch", 1)));
    Net net = new Net(graph, new Parameters(), Net.Mode.TRAINING, 0);
    Tensor embedding = network.build(net, variables).getOrDefault("embeddings", graph.scalar(0));
    variables.putAll(net.bound());
    net.bound().keySet().forEach(n -> values.put(n, wide(net.parameters().get(n).values())));
    double[] weights = wide(noise(2, embedding.shape().size()));
    Tensor seed = graph.constant(weights, embedding.shape().toArray());
    graph.output("loss", embedding.mul(seed).sum().reshape(1));
    List<Tensor> gradients = Gradients.of(embedding, seed, List.copyOf(variables.values()));
    List<String> names = List.copyOf(variables.keySet());
    for (int i = 0; i < names.size(); i++) {
      graph.output("d." + names.get(i), gradients.get(i));
    }
    return graph;
  }

  /**
   * Along random directions of images and weights: central differences of the whole network in
   * double precision, with the derivatives that it emits in double and in single precision.
   */
  @Test
  void itsDerivativesAgreeWithCentralDifferences() {
    Map<String, double[]> values = new LinkedHashMap<>();
    Graph single = differentiated(ElementType.FLOAT, values);
    Graph graph = differentiated(ElementType.DOUBLE, values);
    values.put("input", wide(noise(3, 3 * 112 * 112)));
    Map<String, double[]> rough;
    try (GraphSession session = GraphSession.of(single, 1)) {
      rough = Doubles.run(session, single, values);
    }
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, double[]> emitted = Doubles.run(session, graph, values);
      for (String name : List.of("input", "onnx::Conv_529", "onnx::Conv_532", "onnx::Conv_679")) {
        double[] direction = direction(values.getOrDefault(name, new double[0]));
        double difference = difference(session, graph, values, name, direction);
        // Rounding of a loss of 5 alone makes 5e-8 of the difference.
        double size = Math.abs(difference) + 0.05;
        assertEquals(difference, product(direction, emitted.get("d." + name)), 1e-6 * size, name);
        assertEquals(difference, product(direction, rough.get("d." + name)), 1e-3 * size, name);
      }
    }
  }

  private static double product(double[] direction, double @Nullable [] gradient) {
    double sum = 0;
    for (int i = 0; i < direction.length; i++) {
      sum += gradient == null ? Double.NaN : direction[i] * gradient[i];
    }
    return sum;
  }

  /** In proportion to the values, as some channels have weights of 1e-6 only. */
  private static double[] direction(double[] point) {
    double[] direction = new Random(point.length).doubles(point.length, -1, 1).toArray();
    for (int i = 0; i < direction.length; i++) {
      direction[i] *= point[i];
    }
    return direction;
  }

  /** The step is so small because kinks are so near: at 1e-6, thousands of pixels cross one. */
  private static double difference(
      GraphSession session,
      Graph graph,
      Map<String, double[]> values,
      String name,
      double[] direction) {
    double step = 1e-8;
    double[] point = values.getOrDefault(name, new double[0]);
    double[] above = point.clone();
    double[] below = point.clone();
    for (int i = 0; i < point.length; i++) {
      above[i] += step * direction[i];
      below[i] -= step * direction[i];
    }
    return (loss(session, graph, values, name, above) - loss(session, graph, values, name, below))
        / (2 * step);
  }

  private static double loss(
      GraphSession session,
      Graph graph,
      Map<String, double[]> values,
      String name,
      double[] moved) {
    Map<String, double[]> shifted = new LinkedHashMap<>(values);
    shifted.put(name, moved);
    return Doubles.run(session, graph, shifted).getOrDefault("loss", new double[1])[0];
  }

  @Test
  void itsWeightsCanBeTuned() {
    ImportedNetwork network = ImportedNetwork.read(SharedData.require(FILE));
    float[] images = noise(4, IMAGES.size());
    Parameters parameters = new Parameters();
    float[] before = embeddings(inference(network, parameters), images);
    Graph graph = new Graph();
    Map<String, Tensor> inputs = network.inputs(graph, Map.of("batch", 2));
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, 0);
    Tensor embedding = network.build(net, inputs).getOrDefault("embeddings", graph.scalar(0));
    float[] target = before.clone();
    float[] noise = noise(5, target.length);
    for (int i = 0; i < target.length; i++) {
      target[i] += 0.3f * noise[i];
    }
    Tensor wanted = graph.constant(target, embedding.shape().toArray());
    Tensor loss = embedding.sub(wanted).square().mean();
    List<Float> losses = new ArrayList<>();
    try (TrainStep step = TrainStep.compile(net, loss, Map.of("loss", loss), Adam.plain(), 1);
        OnnxTensor batch = GraphSession.tensor(images, IMAGES)) {
      for (int i = 0; i < 8; i++) {
        losses.add(step.run(Map.of("input", batch), 1e-5).getOrDefault("loss", Float.NaN));
      }
      step.store();
    }
    assertTrue(losses.get(7) < 0.7 * losses.get(0), "losses " + losses);
    float[] after = embeddings(inference(network, parameters), images);
    assertTrue(distance(after, target) < distance(before, target), "losses " + losses);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
