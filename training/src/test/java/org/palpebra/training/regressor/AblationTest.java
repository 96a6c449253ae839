package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.BundleManifest.CoefficientSizes;
import org.palpebra.onnx.BundleManifest.FileEntry;
import org.palpebra.onnx.BundleWriter;
import org.palpebra.onnx.EyeStateSpec;
import org.palpebra.onnx.RegressorSpec;
import org.palpebra.spi.CropAlignment;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.loss.LossWeights;
import org.palpebra.training.loss.PairRegion;
import org.palpebra.training.report.AblationReport;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.SyntheticFaces;

/** The ablation of a tiny regressor on rendered faces that stand for photos. */
class AblationTest {
  private static final Path ROOT = Path.of(System.getProperty("palpebra.root", ".."));
  private static final Path EYES =
      ROOT.resolve("onnx-backend/src/main/resources/org/palpebra/onnx/embedded/eye-state.onnx");
  private static final NetworkChoice NETWORK =
      new NetworkChoice(NetworkChoice.Kind.RESNET18, 2, 32, null, 9, null);
  private static final String REGRESSOR =
      """
      {"data": "%s", "faceModel": "%s", "eyeState": "%s", "folder": "f", "output": "o",
       "eyeStateBounds": false, "epochSize": 4,
       "synthetic": {"count": 3, "size": 48, "seed": 1},
       "batch": {"synthetic": 2, "landmarks300w": 1, "faces68": 1, "cewFaces": 0},
       "annotationOffset": 0,
       "loss": {"landmarks": 1, "localDynamic": 5, "shape": 0.5, "expression": 2, "rotation": 10,
                "translation": 0.1, "openness": 2, "albedo": 4, "lighting": 0.5, "prior": 0.2},
       "plan": {"epochs": 1, "batchSize": 4, "learningRate": 0.001, "finalRate": 1,
                "warmupSteps": 0, "weightDecay": 0, "clipNorm": 0, "averaging": 0, "seed": 3,
                "threads": 1, "checkpointSteps": 10},
       "network": {"kind": "resnet18", "width": 2, "inputSize": 32, "lighting": 9}}
      """;

  @TempDir Path folder;
  private Path regressor;
  private Ablation ablation;

  @BeforeEach
  void prepare() throws IOException {
    MorphableModel model = TinyFace.model();
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Path faceModel = bundle.resolve("face-model.safetensors");
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT32).write(model, faceModel);
    Files.writeString(bundle.resolve("regressor.onnx"), "none: it is replaced");
    Files.copy(EYES, bundle.resolve("eye-state.onnx"));
    BundleWriter.write(
        bundle,
        new BundleManifest(
            BundleManifest.SCHEMA,
            "tiny",
            null,
            "Apache-2.0",
            CoefficientSizes.of(model.layout(9)),
            RegressorSpec.of(NETWORK.camera(), CropAlignment.CANONICAL),
            EyeStateSpec.ofSize(24),
            Map.of(
                BundleManifest.FACE_MODEL, entry("face-model.safetensors"),
                BundleManifest.REGRESSOR, entry("regressor.onnx"),
                BundleManifest.EYE_STATE, entry("eye-state.onnx"))));
    Path data = folder.resolve("data");
    photos(model, data);
    regressor = folder.resolve("regressor.json");
    Files.writeString(regressor, REGRESSOR.formatted(data, faceModel, EYES));
    ablation = ablation(List.of(7L), new Ablation.Truth(2, 50));
  }

  private static FileEntry entry(String file) {
    return FileEntry.of(file, "Apache-2.0", "test");
  }

  private Ablation ablation(List<Long> seeds, Ablation.Truth truth) {
    return new Ablation(
        regressor.toString(),
        folder.resolve("bundle").toString(),
        folder.resolve("runs").toString(),
        seeds,
        truth);
  }

  private static void photos(MorphableModel model, Path data) throws IOException {
    SyntheticFaces faces = new SyntheticFaces(model, 9, NETWORK.camera(), 64, 0);
    StringBuilder head = new StringBuilder("file,person,split,width,height");
    for (int i = 0; i < 68; i++) {
      head.append(",x").append(i).append(",y").append(i);
    }
    for (String set : List.of("landmarks300w", "faces68")) {
      Path to = Files.createDirectories(data.resolve(set));
      List<String> lines = new ArrayList<>(List.of(head.toString()));
      for (String split : List.of("train", "val")) {
        SyntheticFace face = faces.render(lines.size());
        ImageIO.write(face.photo().toBufferedImage(), "png", to.resolve(split + ".png").toFile());
        StringBuilder line = new StringBuilder(split + ".png,someone," + split + ",64,64");
        for (float value : face.landmarks()) {
          line.append(',').append(value);
        }
        lines.add(line.toString());
      }
      Files.write(to.resolve("index.csv"), lines);
    }
    Path eyes = Files.createDirectories(data.resolve("cew-faces"));
    List<String> lines =
        new ArrayList<>(
            List.of("file,state,split,left_patch_x,left_patch_y,right_patch_x,right_patch_y"));
    for (String state : List.of("open", "closed")) {
      SyntheticFace face = faces.render(state.length());
      ImageIO.write(face.photo().toBufferedImage(), "png", eyes.resolve(state + ".png").toFile());
      lines.add(state + ".png," + state + ",train,40,28,24,28");
    }
    Files.write(eyes.resolve("index.csv"), lines);
  }

  @Test
  void everyCellIsTrainedOnceAndGoesOnWhereItStopped() throws IOException {
    List<AblationRun> runs = ablation.run();
    assertEquals(AblationCell.all(), runs.stream().map(AblationRun::cell).toList());
    Set<Double> lidErrors = new HashSet<>();
    for (AblationRun run : runs) {
      assertTrue(run.scores().nmePercentFaces68() > 0);
      assertTrue(Double.isFinite(run.scores().lipGapErrorMm()));
      lidErrors.add(run.scores().lidGapErrorMm());
    }
    assertTrue(lidErrors.size() >= 3, "the local dynamic losses train different regressors");
    assertEquals(6 + 2, new AblationReport(runs).lines().size());

    Path run = folder.resolve("runs/elam-mouth/seed-7");
    byte[] network = Files.readAllBytes(run.resolve("bundle/regressor.onnx"));
    byte[] log = Files.readAllBytes(run.resolve("regressor/log.csv"));
    Files.delete(run.resolve("scores.json"));
    Files.delete(run.resolve("bundle/regressor.onnx"));
    var finished = Files.getLastModifiedTime(folder.resolve("runs/plain-off/seed-7/scores.json"));
    assertEquals(runs, ablation.run());
    assertArrayEquals(network, Files.readAllBytes(run.resolve("bundle/regressor.onnx")));
    assertArrayEquals(log, Files.readAllBytes(run.resolve("regressor/log.csv")));
    assertEquals(
        finished, Files.getLastModifiedTime(folder.resolve("runs/plain-off/seed-7/scores.json")));
    assertFalse(Files.exists(run.resolve("regressor/synthetic.bin")), "runs share rendered faces");

    Ablation changed = ablation(List.of(7L), new Ablation.Truth(2, 60));
    String message = assertThrows(PalpebraException.class, changed::run).getMessage();
    assertTrue(message.contains("made with another configuration"), message);
  }

  @Test
  void cellsDifferInWhatTheyAreNamedAfterAlone() {
    RegressorConfig base = RegressorConfig.read(regressor);
    LossWeights loss = base.loss();
    for (AblationCell cell : AblationCell.all()) {
      RegressorConfig config = cell.of(base, 9);
      assertEquals(9, config.plan().seed());
      assertEquals(base, config.withCell(base.eyeState(), loss, base.plan().seed()));
      assertEquals(cell.elam(), config.eyeState() != null);
      switch (cell.localDynamic()) {
        case OFF -> assertEquals(0, config.loss().localDynamic());
        case MOUTH -> assertEquals(List.of(PairRegion.MOUTH), config.loss().localDynamicPairs());
        case EYES_AND_MOUTH -> assertEquals(loss, config.loss());
      }
    }
  }

  @Test
  void configurationsThatWouldBlurTheComparisonAreRefused() throws IOException {
    refused("\"cewFaces\": 0", "\"cewFaces\": 1", "cewFaces must be 0");
    refused("\"eyeStateBounds\": false,", "", "eyeStateBounds must be false");
    refused("\"localDynamic\": 5", "\"localDynamic\": 0", "positive localDynamic");
    refused("\"seed\": 1}", "\"seed\": 49}", "truth.seed");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ablation(List.of(1L, 1L), new Ablation.Truth(1, 1)))
            .getMessage();
    assertTrue(message.contains("seeds must be different"), message);
  }

  private void refused(String from, String to, String why) throws IOException {
    String right = Files.readString(regressor);
    String wrong =
        right
            .replace(from, to)
            .replace(
                "\"batchSize\": 4",
                to.contains("cewFaces") ? "\"batchSize\": 5" : "\"batchSize\": 4");
    Files.writeString(regressor, wrong);
    String message = assertThrows(PalpebraException.class, ablation::run).getMessage();
    assertTrue(message.contains("regressor.json") && message.contains(why), message);
    Files.writeString(regressor, right);
  }

  @Test
  void theShippedOneTrainsOnNoPhotoThatItScores() {
    Ablation shipped = Ablation.read(ROOT.resolve("training/configs/ablation.json"));
    assertTrue(shipped.seeds().size() >= 3);
    RegressorConfig base = RegressorConfig.read(ROOT.resolve(shipped.regressor()));
    assertEquals(0, base.batch().cewFaces());
    assertEquals(false, base.eyeStateBounds());
    assertNotNull(base.eyeState());
    assertNull(base.loss().localDynamicPairs());
  }
}
