package org.palpebra.training.graph.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.Parameters.Kind;
import org.palpebra.training.nn.TrainStep;

/**
 * A residual regressor as PyTorch writes it: with BatchNormalization when it is exported in
 * training mode, else with the normalisation folded into convolutions of nameless weights.
 */
class ResnetImportTest {
  private static final int BATCH = 6;
  private static final Shape IMAGES = Shape.of(BATCH, 3, 32, 32);

  private final Random random = new Random(11);

  private ModelProto resnet(boolean folded, Object batch) {
    Sketch net = new Sketch(folded ? 13 : 11).input("image", batch, 3, 32, 32);
    String x = conv(net, folded, "image", "conv1", "bn1", 8, 3, 7, 2);
    net.node("Relu", "relu", x);
    net.node(
        "MaxPool",
        "pool",
        "relu",
        Map.of(
            "kernel_shape", new int[] {3, 3},
            "strides", new int[] {2, 2},
            "pads", new int[] {1, 1, 1, 1},
            "ceil_mode", 0));
    x = block(net, folded, "pool", "layer1.0", 8, 8, 1);
    x = block(net, folded, x, "layer2.0", 16, 8, 2);
    net.node("GlobalAveragePool", "avg", x).node("Flatten", "flat", "avg", Map.of("axis", 1));
    net.weights("fc.weight", random, 0.2, 5, 16).weights("fc.bias", random, 0.1, 5);
    net.node(
        "Gemm",
        "coefficients",
        "flat fc.weight fc.bias",
        Map.of("alpha", 1.0, "beta", 1.0, "transB", 1));
    return net.output("coefficients", batch, 5).model();
  }

  private String block(
      Sketch net, boolean folded, String x, String name, int channels, int from, int stride) {
    String y = conv(net, folded, x, name + ".conv1", name + ".bn1", channels, from, 3, stride);
    net.node("Relu", name + ".relu", y);
    y = conv(net, folded, name + ".relu", name + ".conv2", name + ".bn2", channels, channels, 3, 1);
    String shortcut =
        from == channels
            ? x
            : conv(
                net,
                folded,
                x,
                name + ".downsample.0",
                name + ".downsample.1",
                channels,
                from,
                1,
                stride);
    net.node("Add", name + ".sum", y + " " + shortcut).node("Relu", name, name + ".sum");
    return name;
  }

  private String conv(
      Sketch net,
      boolean folded,
      String x,
      String conv,
      String norm,
      int channels,
      int from,
      int kernel,
      int stride) {
    int pad = kernel / 2;
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("dilations", new int[] {1, 1});
    attributes.put("group", 1);
    attributes.put("kernel_shape", new int[] {kernel, kernel});
    attributes.put("pads", new int[] {pad, pad, pad, pad});
    attributes.put("strides", new int[] {stride, stride});
    double deviation = Math.sqrt(2.0 / (from * kernel * kernel));
    int number = 100 + 3 * net.graph().getNodeCount();
    String weight = folded ? "onnx::Conv_" + number : conv + ".weight";
    net.weights(weight, random, deviation, channels, from, kernel, kernel);
    if (folded) {
      String bias = "onnx::Conv_" + (number + 1);
      net.weights(bias, random, 0.1, channels);
      net.node("Conv", conv + ".out", x + " " + weight + " " + bias, attributes);
      return conv + ".out";
    }
    net.node("Conv", conv + ".out", x + " " + weight, attributes);
    net.weights(norm + ".weight", random, 0.5, channels)
        .weights(norm + ".bias", random, 0.1, channels);
    net.weights(norm + ".running_mean", random, 0.1, channels);
    float[] variance = new float[channels];
    for (int i = 0; i < channels; i++) {
      variance[i] = 0.5f + random.nextFloat();
    }
    net.floats(norm + ".running_var", variance, channels);
    String inputs =
        String.join(
            " ",
            conv + ".out",
            norm + ".weight",
            norm + ".bias",
            norm + ".running_mean",
            norm + ".running_var");
    net.node("BatchNormalization", norm + ".out", inputs, Map.of("epsilon", 1e-5, "momentum", 0.9));
    return norm + ".out";
  }

  /** Noise, each image brighter than the one before. */
  private float[] images() {
    float[] images = new float[IMAGES.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat() * (1 + i * BATCH / images.length) / BATCH;
    }
    return images;
  }

  private static float[] run(ModelProto model, float[] images) {
    try (GraphSession session = GraphSession.of(model, 1)) {
      float[] values =
          session.runArrays(Map.of("image", images), Map.of("image", IMAGES)).get("coefficients");
      return values == null ? new float[0] : values;
    }
  }

  private static ModelProto inference(ImportedNetwork network, Parameters parameters) {
    Graph graph = new Graph();
    Map<String, Tensor> inputs = Map.of("image", graph.input("image", IMAGES.toArray()));
    network.build(new Net(graph, parameters, Net.Mode.INFERENCE, 0), inputs).forEach(graph::output);
    return graph.toModel();
  }

  /** Tunes towards coefficients that depend on the image's brightness; returns the losses. */
  private List<Float> train(
      ImportedNetwork network, Parameters parameters, ImportOptions options, float[] images) {
    Graph graph = new Graph();
    Tensor image = graph.input("image", IMAGES.toArray());
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, 0);
    Tensor coefficients =
        network.build(net, Map.of("image", image), options).getOrDefault("coefficients", image);
    Tensor wanted = image.mean(1, 2, 3).sub(0.25).mul(5).unsqueeze(1);
    Tensor loss = coefficients.sub(wanted).square().mean();
    List<Float> losses = new ArrayList<>();
    try (TrainStep step = TrainStep.compile(net, loss, Map.of("loss", loss), Adam.plain(), 1);
        OnnxTensor batch = GraphSession.tensor(images, IMAGES)) {
      for (int i = 0; i < 30; i++) {
        losses.add(step.run(Map.of("image", batch), 1e-2).getOrDefault("loss", Float.NaN));
      }
      step.store();
    }
    return losses;
  }

  @Test
  void aFoldedRegressorStartsATraining() {
    ModelProto model = resnet(true, "batch");
    ImportedNetwork network = ImportedNetwork.of("resnet.onnx", model);
    float[] images = images();
    Parameters parameters = new Parameters();
    assertArrayEquals(run(model, images), run(inference(network, parameters), images), 1e-4f);
    assertEquals(Kind.WEIGHT, parameters.get("fc.weight").kind());
    assertEquals(Kind.BIAS, parameters.get("fc.bias").kind());
    assertEquals(14, parameters.all().size());
    List<Float> losses = train(network, parameters, ImportOptions.plain(), images);
    assertTrue(losses.get(29) < 0.1 * losses.get(0), "losses " + losses);
    float[] tuned = run(inference(network, parameters), images);
    assertFalse(java.util.Arrays.equals(run(model, images), tuned));
  }

  @Test
  void aRegressorWithBatchNormTrainsByTheBatchOrByItsStatistics() {
    ModelProto model = resnet(false, "batch");
    ImportedNetwork network = ImportedNetwork.of("resnet.onnx", model);
    float[] images = images();
    for (ImportOptions.Statistics statistics : ImportOptions.Statistics.values()) {
      Parameters parameters = new Parameters();
      assertArrayEquals(run(model, images), run(inference(network, parameters), images), 1e-4f);
      float[] running = parameters.get("layer1.0.bn1.running_mean").values().clone();
      ImportOptions options = ImportOptions.plain().withStatistics(statistics);
      List<Float> losses = train(network, parameters, options, images);
      assertTrue(losses.get(29) < 0.2 * losses.get(0), statistics + ": losses " + losses);
      assertEquals(Kind.BUFFER, parameters.get("layer1.0.bn1.running_mean").kind());
      assertEquals(
          statistics == ImportOptions.Statistics.RUNNING,
          java.util.Arrays.equals(running, parameters.get("layer1.0.bn1.running_mean").values()));
    }
  }

  @Test
  void aFileOfOneImageTakesABatch() {
    Random kept = new Random(3);
    ModelProto free = resnet(true, "batch");
    ModelProto.Builder fixed = free.toBuilder();
    fixed
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimValue(1);
    float[] images = new float[IMAGES.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = kept.nextFloat();
    }
    ImportedNetwork network = ImportedNetwork.of("one.onnx", fixed.build());
    assertArrayEquals(run(free, images), run(inference(network, new Parameters()), images), 1e-4f);
  }
}
