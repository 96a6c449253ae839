package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.io.Safetensors;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.onnx.BundleAsset;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxCoefficientRegressor;
import org.palpebra.onnx.RegressorSpec;
import org.palpebra.spi.CropAlignment;
import org.palpebra.testing.SharedData;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.loss.HybridSettings;
import org.palpebra.training.train.Schedule;

/** {@code train regressor} with a small ResNet and rendered faces, from its configuration file. */
class RegressorTrainingTest {
  private static final String CONFIG =
      """
      {"data": "%s", "faceModel": "%s", "folder": "%s", "output": "%s", "epochSize": 8,
       "synthetic": {"count": 4, "size": 80, "seed": 1},
       "batch": {"synthetic": 4, "landmarks300w": 0, "faces68": 0, "cewFaces": 0},
       "annotationOffset": 0,
       "loss": {"landmarks": 1, "localDynamic": 5, "shape": 0.5, "expression": 2, "rotation": 10,
                "translation": 0.1, "openness": 2, "albedo": 4, "lighting": 0.5, "prior": 0.2},
       "plan": {"epochs": 1, "batchSize": 4, "learningRate": 0.001, "finalRate": 1,
                "warmupSteps": 0, "weightDecay": 0, "clipNorm": 0, "averaging": 0, "seed": 3,
                "threads": 1, "checkpointSteps": 10, "schedule": {"kind": "constant"},
                "optimizer": "adam"},
       "network": {"kind": "resnet18", "width": 4, "inputSize": 64, "lighting": %d%s},
       "augmentation": {"shift": 0.1, "scale": 0.1, "rotation": 20, "tight": 0.2, "flip": false,
                        "effects": false}}
      """;

  @TempDir Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void prepare() {
    data = SharedData.require("data/landmarks300w/index.csv").getParent().getParent();
    model = folder.resolve("tiny.safetensors");
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT32).write(TinyFace.model(), model);
  }

  private RegressorConfig config(String run, int lighting, String more) throws IOException {
    Path file = folder.resolve(run + ".json");
    Path output = folder.resolve(run + ".onnx");
    Files.writeString(
        file, CONFIG.formatted(data, model, folder.resolve(run), output, lighting, more));
    return RegressorConfig.read(file);
  }

  @Test
  void aSmallResNetIsTrainedAndExported() throws IOException {
    RegressorConfig config = config("white", 9, "");
    RegressorTraining.run(config, null);
    CoefficientLayout layout = TinyFace.model().layout(9);
    BundleAsset asset =
        new BundleAsset(
            "test", "regressor", "", "", Files.readAllBytes(folder.resolve("white.onnx")));
    RegressorSpec spec =
        RegressorSpec.of(config.networkOrEmbedded().camera(), CropAlignment.CANONICAL);
    assertEquals(64, config.networkOrEmbedded().camera().size());
    try (OnnxCoefficientRegressor regressor =
        OnnxCoefficientRegressor.open(asset, layout, spec, Device.CPU, 1)) {
      float[] out = regressor.regress(new float[2 * 3 * 64 * 64], 2);
      assertEquals(2 * layout.size(), out.length);
      for (float value : out) {
        assertTrue(Float.isFinite(value), "coefficient " + value);
      }
    }
    assertTrue(Files.exists(folder.resolve("white/loss.png")));
    Safetensors weights = Safetensors.open(folder.resolve("white/weights.safetensors"));
    assertArrayEquals(new long[] {layout.size(), 32}, weights.shape("fc.weight"));
    assertArrayEquals(new long[] {32, 32, 3, 3}, weights.shape("layer4.1.conv2.weight"));
  }

  @Test
  void anotherRunStartsFromItsBackbone() throws IOException {
    RegressorTraining.run(config("white", 9, ""), null);
    Path file = folder.resolve("white/weights.safetensors");
    RegressorConfig colour = config("colour", 27, ", \"weights\": \"" + file + "\"");
    RegressorNetwork network =
        (RegressorNetwork) colour.networkOrEmbedded().network(TinyFace.model(), 3);
    Safetensors written = Safetensors.open(file);
    var read = RegressorWeights.readBackbone(network, file);
    for (String name : List.of("conv1.weight", "layer4.1.bn2.running_var")) {
      assertArrayEquals(written.floats(name), read.get(name).values(), name);
    }
    assertEquals(TinyFace.model().layout(27).size(), read.get("fc.bias").shape().size());
    RegressorConfig wider = config("wider", 9, ", \"weights\": \"" + file + "\"");
    RegressorNetwork wide =
        (RegressorNetwork)
            new NetworkChoice(NetworkChoice.Kind.RESNET18, 8, 64, null, 9, null)
                .network(TinyFace.model(), 3);
    String message =
        assertThrows(PalpebraException.class, () -> RegressorWeights.readBackbone(wide, file))
            .getMessage();
    assertTrue(message.contains("conv1.weight has shape [4, 3, 7, 7], not [8, 3, 7, 7]"), message);
    RegressorTraining.run(wider, null);
    assertNotEquals(
        written.floats("conv1.weight")[0],
        Safetensors.open(folder.resolve("wider/weights.safetensors")).floats("conv1.weight")[0]);
  }

  @Test
  void thePapersScheduleIsAsWritten() {
    Path configs = Path.of(System.getProperty("palpebra.root", ".."), "training", "configs");
    RegressorConfig paper = RegressorConfig.read(configs.resolve("regressor-paper.json"));
    NetworkChoice network = paper.networkOrEmbedded();
    assertEquals(NetworkChoice.Kind.RESNET50, network.kind());
    assertEquals(224, network.camera().size());
    assertEquals(Schedule.constant(), paper.plan().schedule());
    assertEquals(1e-4, paper.plan().rate(0, 1000));
    assertEquals(1e-4, paper.plan().rate(999, 1000));
    assertEquals(20, paper.plan().epochs());
    assertEquals(5, paper.plan().batchSize());
    assertNull(paper.loss());
    HybridSettings hybrid = paper.hybrid().settings();
    assertEquals(HybridSettings.paper(), hybrid);
    assertNotNull(paper.hybrid().recognition(), "the paper's loss looks at faces with a network");
  }
}
