package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.io.Safetensors;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.testing.SharedData;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;
import org.palpebra.training.loss.HybridWeights;
import org.palpebra.training.loss.LandmarkWeighting;
import org.palpebra.training.loss.LocalDynamicLoss;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.train.ModelFiles;

/** {@code train regressor} with the hybrid loss, a narrow ResNet and rendered faces. */
class HybridTrainingTest {
  private static final String CONFIG =
      """
      {"data": null, "faceModel": "%s", "folder": "%s", "output": "%s", "epochSize": %d,
       "synthetic": {"count": 4, "size": 48, "seed": 1},
       "batch": {"synthetic": 4, "landmarks300w": 0, "faces68": 0, "cewFaces": 0},
       "annotationOffset": 0,
       "plan": {"epochs": 6, "batchSize": 4, "learningRate": 0.01, "finalRate": 1,
                "warmupSteps": 0, "weightDecay": 0, "clipNorm": 0, "averaging": 0, "seed": 3,
                "threads": 1, "checkpointSteps": 3, "schedule": {"kind": "constant"},
                "optimizer": "adam"},
       "network": {"kind": "resnet18", "width": 8, "inputSize": 32, "lighting": 9},
       "augmentation": {"shift": 0.05, "scale": 0.05, "rotation": 5, "tight": 0, "flip": false,
                        "effects": false},
       "hybrid": %s%s}
      """;

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void prepare() {
    model = folder.resolve("tiny.safetensors");
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT32).write(TinyFace.model(), model);
  }

  private RegressorConfig config(String run, int epochSize, String hybrid, String more)
      throws IOException {
    Path file = folder.resolve(run + ".json");
    Path output = folder.resolve(run + ".onnx");
    Files.writeString(
        file, CONFIG.formatted(model, folder.resolve(run), output, epochSize, hybrid, more));
    return RegressorConfig.read(file);
  }

  private List<Double> column(String run, String name) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(run).resolve("log.csv"));
    int column = List.of(lines.get(0).split(",")).indexOf(name);
    assertTrue(column > 0, lines.get(0));
    return lines.stream().skip(1).map(l -> Double.parseDouble(l.split(",")[column])).toList();
  }

  /** A convolution and a mean over a picture of 24×24 as a recognition network. */
  private Path recognition() {
    Graph graph = new Graph();
    Net net = new Net(graph, new Parameters(), Net.Mode.TRAINING, 5);
    net.convNorm(
        "conv", "bn", graph.input("faces", 1, 3, 24, 24), 12, Window.square(5, 4, 2), true);
    Graph inference = new Graph();
    Net frozen = new Net(inference, net.parameters(), Net.Mode.INFERENCE, 5);
    Tensor faces = inference.input("faces", 1, 3, 24, 24);
    Tensor maps = frozen.convNorm("conv", "bn", faces, 12, Window.square(5, 4, 2), true);
    inference.output("features", NeuralOps.globalAveragePool(maps).flatten());
    Path file = folder.resolve("recognition.onnx");
    ModelFiles.write(inference.toModel(true).toByteArray(), file);
    return file;
  }

  /** The paper's weights; landmarks are measured in pixels, of which the paper's crop has more. */
  @Test
  void theLossFallsWithinTensOfSteps() throws IOException {
    String hybrid =
        """
        {"weights": {"localDynamic": 0.5, "photometric": 1.8, "perceptual": 0.17,
                     "landmarks": 0.0784, "coefficients": 3e-4, "identityShare": 1,
                     "expressionShare": 0.8, "albedoShare": 0.017, "gamma": 10, "reflectance": 5},
         "landmarkWeighting": "deep3d", "localDynamicForm": "vector",
         "recognition": {"file": "%s", "channels": "bgr"}}
        """;
    RegressorTraining.run(config("run", 48, hybrid.formatted(recognition()), ""), null);
    List<Double> losses = column("run", "loss");
    assertEquals(losses, column("run", "loss_hybrid"));
    assertTrue(end(losses) < 0.7 * start(losses), "losses " + losses);
    for (String term : List.of("photometric", "perceptual", "landmarks", "local_dynamic")) {
      List<Double> values = column("run", "loss_hybrid_" + term);
      assertTrue(end(values) > 0, term + " " + values);
      assertTrue(end(values) < start(values), term + " " + values);
    }
    assertTrue(Files.exists(folder.resolve("run.onnx")));
  }

  private static double start(List<Double> values) {
    return values.subList(0, 4).stream().mapToDouble(v -> v).average().orElseThrow();
  }

  private static double end(List<Double> values) {
    int n = values.size();
    return values.subList(n - 4, n).stream().mapToDouble(v -> v).average().orElseThrow();
  }

  /** The report after the fifth epoch finds a folder in its place, and the run breaks off. */
  @Test
  void aBrokenRunResumesWithTheSameBits() throws IOException {
    String hybrid = "{\"weights\": \"paper-without-perceptual\"}";
    RegressorTraining.run(config("straight", 8, hybrid, ""), null);
    Path obstacle = folder.resolve("broken/weights.safetensors/obstacle");
    Files.createDirectories(obstacle);
    RegressorConfig config = config("broken", 8, hybrid, "");
    assertThrows(PalpebraException.class, () -> RegressorTraining.run(config, null));
    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
    Path checkpoint = folder.resolve("broken/checkpoint.safetensors");
    assertEquals(9, Safetensors.open(checkpoint).floats("step")[0]);
    RegressorTraining.run(config, null);
    for (String name : List.of("checkpoint.safetensors", "log.csv", "weights.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("straight").resolve(name)),
          Files.readAllBytes(folder.resolve("broken").resolve(name)),
          name);
    }
  }

  @Test
  void bothLossesTogetherAreSummed() throws IOException {
    String loss =
        """
        , "loss": {"landmarks": 1, "localDynamic": 5, "shape": 0.5, "expression": 2, "rotation": 10,
                   "translation": 0.1, "openness": 2, "albedo": 4, "lighting": 0.5, "prior": 0.2}
        """;
    String weights =
        """
        {"weights": {"localDynamic": 0, "photometric": 1, "perceptual": 0, "landmarks": 0,
                     "coefficients": 0, "identityShare": 1, "expressionShare": 1, "albedoShare": 1,
                     "gamma": 0, "reflectance": 0}}
        """;
    RegressorTraining.run(config("both", 8, weights, loss), null);
    double sum =
        column("both", "loss_hybrid").get(0)
            + column("both", "loss_landmarks").get(0)
            + 5 * column("both", "loss_local_dynamic").get(0)
            + 0.5 * column("both", "loss_shape").get(0)
            + 2 * column("both", "loss_expression").get(0)
            + 10 * column("both", "loss_rotation").get(0)
            + 0.1 * column("both", "loss_translation").get(0)
            + 2 * column("both", "loss_openness").get(0)
            + 4 * column("both", "loss_albedo").get(0)
            + 0.5 * column("both", "loss_lighting").get(0)
            + 0.2 * column("both", "loss_prior").get(0);
    assertEquals(sum, column("both", "loss").get(0), 1e-4 * sum);
  }

  @Test
  void aRealNetworkSeesTheFaces() throws IOException {
    Path network = SharedData.require("models/onnx/mobilefacenet.onnx");
    String hybrid = "{\"weights\": \"paper\", \"recognition\": {\"file\": \"%s\"}}";
    RegressorTraining.run(config("real", 4, hybrid.formatted(network), ""), null);
    List<Double> distances = column("real", "loss_hybrid_perceptual");
    distances.forEach(d -> assertTrue(d > 0 && d < 2, "distances " + distances));
  }

  @Test
  void choicesAreRead() throws IOException {
    HybridChoice choice =
        config("a", 8, "{\"weights\": \"paper-without-perceptual\"}", "").hybrid();
    assertEquals(HybridWeights.paper().withoutPerceptual(), choice.settings().weights());
    assertEquals(LandmarkWeighting.PAPER, choice.settings().landmarkWeighting());
    assertEquals(LocalDynamicLoss.Form.SCALAR, choice.settings().localDynamicForm());
  }

  @Test
  void wrongChoicesAreNamed() throws IOException {
    assertMessage("{\"weights\": \"paper\"}", "", "paper-without-perceptual");
    assertMessage("{\"weights\": \"papier\"}", "", "no loss weights named 'papier'");
    assertMessage("null", "", "give loss, hybrid or both");
    assertMessage("{\"weights\": {\"gamma\": 1}}", "", "localDynamic");
    String missing = "{\"weights\": \"paper\", \"recognition\": {\"file\": \"none.onnx\"}}";
    RegressorConfig config = config("missing", 8, missing, "");
    String message =
        assertThrows(PalpebraException.class, () -> RegressorTraining.run(config, null))
            .getMessage();
    assertTrue(message.contains("none.onnx: hybrid.recognition.file: no such file"), message);
    assertTrue(message.contains("paper-without-perceptual"), message);
  }

  private void assertMessage(String hybrid, String more, String part) {
    String message =
        assertThrows(PalpebraException.class, () -> config("wrong", 8, hybrid, more)).getMessage();
    assertTrue(message.contains(part), message);
  }
}
