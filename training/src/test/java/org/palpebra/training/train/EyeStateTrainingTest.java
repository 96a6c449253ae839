package org.palpebra.training.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.nn.EyeStateNet;

class EyeStateTrainingTest {
  private static final int SIDE = 24;
  private static final PatchAugmentation NONE =
      new PatchAugmentation(0, 0, 0, 0, 0, 0, 0, 0, SIDE, 0);
  private static final PatchAugmentation STRONG =
      new PatchAugmentation(2, 0.2, 0.1, 0.2, 0.1, 0.3, 0.3, 0.5, 12, 0.05);

  @TempDir Path folder;

  /** A dark disc for open, a dark line for closed, on noise. */
  private record Drawn(int size, long seed) implements EyeExamples {
    @Override
    public int side() {
      return SIDE;
    }

    @Override
    public float example(int index, SplittableRandom random, float[] patch) {
      SplittableRandom own = new SplittableRandom(seed + index);
      boolean closed = index % 2 == 0;
      double centre = 11 + 2 * own.nextDouble();
      for (int i = 0; i < patch.length; i++) {
        double x = i % SIDE - centre;
        double y = i / SIDE - centre;
        boolean dark = closed ? Math.abs(y) < 1.5 && Math.abs(x) < 8 : Math.hypot(x, y) < 4;
        patch[i] = (float) ((dark ? 0.2 : 0.6) + 0.2 * own.nextDouble());
      }
      return closed ? 1 : 0;
    }
  }

  private EyeTrainingConfig config() {
    TrainingPlan plan = new TrainingPlan(4, 16, 0.003, 0.1, 4, 0.01, 1, 0, 2, 1, 100);
    return new EyeTrainingConfig(
        "unused",
        null,
        null,
        null,
        folder.resolve("run").toString(),
        folder.resolve("eyes.onnx").toString(),
        EyeStateNet.small(16, List.of(32, 64, 64), List.of(2, 2, 1), true),
        0.02,
        plan,
        STRONG);
  }

  @Test
  void learnsDrawnEyesAndWritesAFileThatAgrees() throws IOException {
    Drawn validation = new Drawn(20, 1_000_000);
    EyeStateScore score = EyeStateTraining.run(config(), new Drawn(96, 0), validation);
    assertTrue(score.accuracy() >= 0.9, score.toString());
    OnnxMl.ModelProto model =
        OnnxMl.ModelProto.parseFrom(Files.readAllBytes(folder.resolve("eyes.onnx")));
    assertTrue(Files.size(folder.resolve("eyes.onnx")) < 400_000);
    float[] patches = new float[validation.size() * SIDE * SIDE];
    float[] patch = new float[SIDE * SIDE];
    for (int i = 0; i < validation.size(); i++) {
      validation.example(i, new SplittableRandom(i), patch);
      System.arraycopy(patch, 0, patches, i * patch.length, patch.length);
    }
    try (GraphSession session = GraphSession.of(model, 1)) {
      Shape shape = Shape.of(validation.size(), 1, SIDE, SIDE);
      float[] closed =
          session.runArrays(Map.of("eyes", patches), Map.of("eyes", shape)).get("closed");
      assertEquals(validation.size(), closed.length);
      int right = 0;
      for (int i = 0; i < closed.length; i++) {
        right += (closed[i] >= 0.5f) == (i % 2 == 0) ? 1 : 0;
      }
      assertEquals(score.accuracy(), (double) right / closed.length, 1e-9);
    }
  }

  @Test
  void eyesOfOneStateAreRefusedBeforeTheTraining() {
    EyeExamples closed = new Drawn(1, 0);
    PalpebraException e =
        assertThrows(
            PalpebraException.class, () -> EyeStateTraining.run(config(), closed, new Drawn(4, 9)));
    assertTrue(e.getMessage().contains("all 1 eyes are closed"), e.getMessage());
    assertFalse(Files.exists(folder.resolve("run")), "no run was begun");
  }

  @Test
  void withoutStrengthAugmentationOnlyMirrors() {
    float[] patch = new float[SIDE * SIDE];
    for (int i = 0; i < patch.length; i++) {
      patch[i] = i / (float) patch.length;
    }
    for (int seed = 0; seed < 6; seed++) {
      float[] changed = patch.clone();
      NONE.apply(changed, SIDE, new SplittableRandom(seed));
      float[] mirrored = new float[patch.length];
      for (int i = 0; i < patch.length; i++) {
        mirrored[i] = patch[i / SIDE * SIDE + SIDE - 1 - i % SIDE];
      }
      boolean same = Math.abs(changed[0] - patch[0]) < 1e-4;
      assertArrayEquals(same ? patch : mirrored, changed, 1e-5f);
    }
  }

  @Test
  void augmentationStaysInRangeAndRepeats() {
    float[] first = new float[SIDE * SIDE];
    new Drawn(2, 3).example(1, new SplittableRandom(0), first);
    float[] second = first.clone();
    STRONG.apply(first, SIDE, new SplittableRandom(4));
    STRONG.apply(second, SIDE, new SplittableRandom(4));
    assertArrayEquals(first, second);
    for (float value : first) {
      assertTrue(value >= 0 && value <= 1);
    }
  }

  @Test
  void temperatureMakesOverconfidentOddsHonest() {
    // Odds of e^4 where three of four are right: honest odds are 3, at temperature 4 / ln 3.
    float[] logits = {4, 4, 4, 4, -4, -4, -4, -4};
    float[] labels = {1, 1, 1, 0, 0, 0, 0, 1};
    assertEquals(4 / Math.log(3), EyeStateTraining.temperature(logits, labels), 1e-2);
  }

  @Test
  void configurationsAreReadAndMistakesNamed() throws IOException {
    EyeTrainingConfig shipped =
        EyeTrainingConfig.read(
            Path.of(System.getProperty("palpebra.root", ".."))
                .resolve("training/configs/eyes.json"));
    assertTrue(shipped.output().endsWith("eye-state.onnx"));
    Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"dat\": \"x\"}");
    Exception thrown = assertThrows(PalpebraException.class, () -> EyeTrainingConfig.read(wrong));
    assertTrue(thrown.getMessage().contains("wrong.json"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("dat"), thrown.getMessage());
  }

  @Test
  void networksThatMakeNoSenseAreRefused() {
    for (Runnable wrong :
        new Runnable[] {
          () -> new EyeStateNet(EyeStateNet.Kind.RESNET50, 16, null, null, true),
          () -> new EyeStateNet(EyeStateNet.Kind.SMALL, null, List.of(8), List.of(1), true),
          () -> EyeStateNet.small(16, List.of(), List.of(), true),
          () -> EyeStateNet.small(16, List.of(32, 64), List.of(2), true)
        }) {
      String message = assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
      assertTrue(message.startsWith("network "), message);
    }
  }
}
