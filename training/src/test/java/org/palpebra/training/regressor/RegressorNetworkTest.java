package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.onnx.BundleAsset;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxCoefficientRegressor;
import org.palpebra.onnx.RegressorSpec;
import org.palpebra.spi.CropAlignment;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.RegressorBackbone;

class RegressorNetworkTest {
  @TempDir Path folder;

  private final CoefficientLayout layout = TinyFace.model().layout(27);
  private final RegressorNetwork network =
      new RegressorNetwork(new RegressorBackbone(8, List.of(8, 8), List.of(1, 1), 4), layout, 1);

  @Test
  void exportIsARegressorOfTheBackend() {
    byte[] file = network.export(RegressorWeights.random(network), "test");
    BundleAsset asset = new BundleAsset("test", "regressor", "", "", file);
    RegressorSpec spec = RegressorSpec.of(RegressorNetwork.CAMERA, CropAlignment.CANONICAL);
    try (OnnxCoefficientRegressor regressor =
        OnnxCoefficientRegressor.open(asset, layout, spec, Device.CPU, 1)) {
      float[] out = regressor.regress(new float[3 * 3 * 112 * 112], 3);
      assertEquals(3 * layout.size(), out.length);
      for (int i = 0; i < 3; i++) {
        for (int k = layout.expressionOffset(); k < layout.albedoOffset(); k++) {
          float v = out[i * layout.size() + k];
          assertTrue(v > 0 && v < 1, "expression " + v);
        }
        assertEquals(out[0], out[i * layout.size()], 1e-5);
      }
    }
  }

  @Test
  void weightsComeBackFromTheirFile() {
    Parameters written = RegressorWeights.random(network);
    written.get("head.bias").values()[2] = 0.25f;
    Path file = folder.resolve("weights.safetensors");
    RegressorWeights.write(written, file);
    assertEquals(0.25f, RegressorWeights.read(network, file).get("head.bias").values()[2]);
    RegressorNetwork other =
        new RegressorNetwork(new RegressorBackbone(8, List.of(16, 8), List.of(1, 1), 4), layout, 1);
    PalpebraException e =
        assertThrows(PalpebraException.class, () -> RegressorWeights.read(other, file));
    assertTrue(e.getMessage().contains("weights.safetensors"), e.getMessage());
  }

  @Test
  void readsTheConfigurationsOfTheRepository() {
    Path configs = Path.of(System.getProperty("palpebra.root", ".."), "training", "configs");
    RegressorConfig mixed = RegressorConfig.read(configs.resolve("regressor.json"));
    assertEquals(mixed.plan().batchSize(), mixed.batch().synthetic() + mixed.batch().photos());
    RegressorConfig synthetic = RegressorConfig.read(configs.resolve("regressor-synthetic.json"));
    assertEquals(0, synthetic.batch().photos());
    assertEquals(synthetic.folder() + "/weights.safetensors", mixed.start());
  }

  @Test
  void namesTheMissingField() throws IOException {
    Path file = folder.resolve("wrong.json");
    Files.writeString(file, "{\"data\": \"x\"}");
    PalpebraException e = assertThrows(PalpebraException.class, () -> RegressorConfig.read(file));
    assertTrue(e.getMessage().contains("wrong.json") && e.getMessage().contains("faceModel"));
  }
}
