package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.onnx.testing.TinyBundle;
import org.palpebra.onnx.testing.TinyNetworks;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.ModelInfo;

/** The embedded face model with networks that always say the same. */
class FaceReconstructorsTest {
  @TempDir Path folder;
  private CoefficientLayout layout;

  @BeforeEach
  void writeABundle() throws IOException {
    try (InputStream in = Bundle.class.getResourceAsStream("embedded/face-model.safetensors")) {
      assertNotNull(in);
      Files.copy(in, folder.resolve("face-model.safetensors"));
    }
    layout = new SafetensorsReader().read(folder.resolve("face-model.safetensors")).layout(27);
    Files.write(folder.resolve("regressor.onnx"), TinyNetworks.zeros(112, layout.size()));
    Files.write(folder.resolve("eyes.onnx"), TinyNetworks.meanOfPatch(24));
    write(layout);
  }

  private void write(CoefficientLayout coefficients) {
    BundleWriter.write(
        folder,
        TinyBundle.manifest(
            "mine",
            coefficients,
            new PerspectiveCamera(112, 640, 56, 56, 1000),
            TinyBundle.files("face-model.safetensors", "regressor.onnx", "eyes.onnx")));
  }

  @Test
  void reconstructsAndSaysWithWhat() {
    try (FaceReconstructor reconstructor =
        FaceReconstructors.builder().bundle(folder.toString()).device(Device.AUTO).open()) {
      FaceImage photo = new FaceImage(300, 300, new byte[3 * 300 * 300]);
      assertEquals(List.of(), reconstructor.reconstruct(photo));
      DetectedFace face = new DetectedFace(new Box(80, 80, 140, 140), 1, new float[0]);
      List<FaceReconstruction> faces = reconstructor.reconstruct(photo, List.of(face));
      assertEquals(1, faces.size());
      List<ModelInfo> models = faces.get(0).models();
      assertEquals(
          List.of("opencv-cascades", "mine/regressor", "mine/eyeState"),
          models.subList(0, 3).stream().map(ModelInfo::name).toList());
      assertEquals(64, models.get(3).sha256().length(), models.get(3).toString());
    }
  }

  @Test
  void refusesABundleWhosePartsDoNotFit() {
    write(
        new CoefficientLayout(layout.identity() - 1, layout.expression() + 1, layout.albedo(), 27));
    PalpebraException e =
        assertThrows(
            PalpebraException.class,
            () -> FaceReconstructors.builder().bundle(folder.toString()).open());
    assertTrue(e.getMessage().contains("face-model.safetensors: has"), e.getMessage());
  }

  @Test
  void refusesSenselessOptions() {
    FaceReconstructors.Builder builder = FaceReconstructors.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.threads(0));
    assertThrows(IllegalArgumentException.class, () -> builder.maxFaces(0));
  }
}
