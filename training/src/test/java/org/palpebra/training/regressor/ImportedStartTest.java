package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.ResNet;
import org.palpebra.training.regressor.NetworkChoice.Kind;

/** Trainings that start from ONNX files: of a backbone, and of whole regressors. */
class ImportedStartTest {
  private static final Path EMBEDDED =
      Path.of(
          System.getProperty("palpebra.root", ".."),
          "onnx-backend/src/main/resources/org/palpebra/onnx/embedded");
  private static final int OUTPUTS = TinyFace.model().layout(9).size();

  @TempDir Path folder;

  /** Random weights of a narrow ResNet-18. */
  private static Parameters weights(int outputs) {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    ResNet.resnet18()
        .withWidth(2)
        .outputs(
            new Net(graph, parameters, Net.Mode.TRAINING, 3),
            graph.input("x", 1, 3, 32, 32),
            outputs);
    Random random = new Random(4);
    for (Parameters.Parameter p : parameters.all()) {
      for (int i = 0; i < p.values().length; i++) {
        p.values()[i] = 0.2f + 0.3f * random.nextFloat();
      }
    }
    return parameters;
  }

  /** A ResNet as PyTorch's exporter writes it in training mode, names included. */
  private Path exported(Parameters parameters, int outputs) throws IOException {
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.EVALUATION, 0);
    Tensor image = graph.input("input", 1, 3, 32, 32);
    graph.output("output", ResNet.resnet18().withWidth(2).outputs(net, image, outputs));
    ModelProto.Builder model = graph.toModel(true).toBuilder();
    for (Parameters.Parameter p : parameters.all()) {
      TensorProto.Builder tensor =
          TensorProto.newBuilder()
              .setName(p.name())
              .setDataType(TensorProto.DataType.FLOAT.getNumber());
      Arrays.stream(p.shape().toArray()).forEach(tensor::addDims);
      for (float value : p.values()) {
        tensor.addFloatData(value);
      }
      model.getGraphBuilder().addInitializer(tensor);
    }
    return Files.write(folder.resolve("resnet.onnx"), model.build().toByteArray());
  }

  private static RegressorNetwork network() {
    return (RegressorNetwork)
        new NetworkChoice(Kind.RESNET18, 2, 32, null, 9, null).network(TinyFace.model(), 1);
  }

  @Test
  void theWeightsOfAnExportedResNetAreReadByName() throws IOException {
    Parameters theirs = weights(1000);
    Parameters read = RegressorWeights.readBackbone(network(), exported(theirs, 1000));
    for (Parameters.Parameter p : read.all()) {
      if (p.name().startsWith("fc.")) {
        assertEquals(OUTPUTS, p.shape().get(0));
      } else {
        assertArrayEquals(theirs.get(p.name()).values(), p.values(), p.name());
      }
    }
  }

  @Test
  void aLastLayerOfTheRightSizeIsReadToo() throws IOException {
    Parameters theirs = weights(OUTPUTS);
    Parameters read = RegressorWeights.readBackbone(network(), exported(theirs, OUTPUTS));
    for (Parameters.Parameter p : read.all()) {
      assertArrayEquals(theirs.get(p.name()).values(), p.values(), p.name());
    }
  }

  @Test
  void foldedNormalisationsAreNamedWithARemedy() throws IOException {
    Graph graph = new Graph();
    Net net = new Net(graph, weights(OUTPUTS), Net.Mode.INFERENCE, 0);
    Tensor image = graph.input("input", 1, 3, 32, 32);
    graph.output("output", ResNet.resnet18().withWidth(2).outputs(net, image, OUTPUTS));
    Path file = Files.write(folder.resolve("folded.onnx"), graph.toModel(true).toByteArray());
    String message =
        assertThrows(PalpebraException.class, () -> RegressorWeights.readBackbone(network(), file))
            .getMessage();
    assertTrue(message.contains("folded.onnx: does not fit the network: missing bn1.weight"));
    assertTrue(message.contains("training=torch.onnx.TrainingMode.TRAINING"), message);
    assertTrue(message.contains("do_constant_folding=False"), message);
  }

  private static float[] coefficients(byte[] model, float[] images, int batch, int size)
      throws IOException {
    try (GraphSession session = GraphSession.of(ModelProto.parseFrom(model), 1)) {
      return session
          .runArrays(Map.of("image", images), Map.of("image", Shape.of(batch, 3, size, size)))
          .get("coefficients");
    }
  }

  private static float[] noise(int count) {
    Random random = new Random(6);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  @Test
  void aWholeRegressorIsTheNetwork() throws IOException {
    Path file = exported(weights(OUTPUTS), OUTPUTS);
    CoefficientNetwork plain =
        NetworkChoice.imported(file.toString(), 32, 9).network(TinyFace.model(), 1);
    CoefficientNetwork normalised =
        new NetworkChoice(
                Kind.IMPORTED,
                null,
                32,
                file.toString(),
                9,
                null,
                new Normalisation(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25)))
            .network(TinyFace.model(), 1);
    Parameters first = RegressorWeights.random(plain);
    assertArrayEquals(
        weights(OUTPUTS).get("layer4.1.bn2.running_var").values(),
        first.get("layer4.1.bn2.running_var").values());
    float[] images = noise(2 * 3 * 32 * 32);
    float[] scaled = images.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (scaled[i] - 0.5f) / 0.25f;
    }
    float[] expected = coefficients(plain.export(first, ""), scaled, 2, 32);
    float[] actual = coefficients(normalised.export(first, ""), images, 2, 32);
    double size = 0;
    for (float v : expected) {
      size = Math.max(size, Math.abs(v));
    }
    assertArrayEquals(expected, actual, (float) (1e-4 * size));
  }

  @Test
  void aRegressorOfOtherSizesIsRefused() throws IOException {
    Path file = exported(weights(5), 5);
    CoefficientNetwork other =
        NetworkChoice.imported(file.toString(), 32, 9).network(TinyFace.model(), 1);
    String message =
        assertThrows(PalpebraException.class, () -> RegressorWeights.random(other)).getMessage();
    assertTrue(message.contains("output output is [2, 5]"), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> new NetworkChoice(Kind.IMPORTED, null, 32, null, 9, null));
  }

  @Test
  void theEmbeddedRegressorIsANetworkLikeAnyOther() throws IOException {
    MorphableModel model = new SafetensorsReader().read(EMBEDDED.resolve("face-model.safetensors"));
    Path file = EMBEDDED.resolve("regressor.onnx");
    CoefficientNetwork network = NetworkChoice.imported(file.toString(), 112, 27).network(model, 1);
    Parameters parameters = RegressorWeights.random(network);
    assertTrue(parameters.count() > 1_000_000, "weights " + parameters.count());
    float[] images = noise(2 * 3 * 112 * 112);
    byte[] exported = network.export(parameters, "");
    float[] expected = coefficients(Files.readAllBytes(file), images, 2, 112);
    assertArrayEquals(expected, coefficients(exported, images, 2, 112), 1e-3f);
    assertFalse(exported.length > 1.1 * Files.size(file), "bytes " + exported.length);
  }

  @Test
  void anImportedRegressorIsTrainedAndResumed() throws IOException {
    Path model = folder.resolve("tiny.safetensors");
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT32).write(TinyFace.model(), model);
    Path config = folder.resolve("config.json");
    Path run = folder.resolve("run");
    Files.writeString(
        config,
        """
        {"data": null, "faceModel": "%s", "folder": "%s", "output": "%s", "epochSize": 4,
         "synthetic": {"count": 4, "size": 48, "seed": 1},
         "batch": {"synthetic": 2, "landmarks300w": 0, "faces68": 0, "cewFaces": 0},
         "annotationOffset": 0, "hybrid": {"weights": "paper-without-perceptual"},
         "plan": {"epochs": 1, "batchSize": 2, "learningRate": 0.001, "finalRate": 1,
                  "warmupSteps": 0, "weightDecay": 0, "clipNorm": 0, "averaging": 0, "seed": 3,
                  "threads": 1, "checkpointSteps": 10},
         "network": {"kind": "imported", "weights": "%s", "inputSize": 32, "lighting": 9}}
        """
            .formatted(model, run, run.resolve("out.onnx"), exported(weights(OUTPUTS), OUTPUTS)));
    RegressorTraining.run(RegressorConfig.read(config), null);
    assertTrue(Files.exists(run.resolve("out.onnx")));
    RegressorTraining.run(RegressorConfig.read(config), null);
  }
}
