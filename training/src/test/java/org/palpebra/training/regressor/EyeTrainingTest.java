package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.testing.SharedData;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.train.EyeExamples;
import org.palpebra.training.train.EyePatchFiles;
import org.palpebra.training.train.EyeTrainingConfig;

class EyeTrainingTest {
  private static final int SIDE = 24;
  private static final Path CONFIGS =
      Path.of(System.getProperty("palpebra.root", ".."), "training/configs");

  /** Patches filled with their number. */
  private record Numbered(int size) implements EyeExamples {
    @Override
    public int side() {
      return 2;
    }

    @Override
    public float example(int index, SplittableRandom random, float[] patch) {
      patch[0] = index;
      return 0;
    }
  }

  @Test
  void drawsAllExamplesAndTheSameFromTheSameNumbers() {
    DrawnEyes drawn = new DrawnEyes(new Numbered(7), 100);
    float[] patch = new float[4];
    TreeSet<Float> seen = new TreeSet<>();
    for (int i = 0; i < drawn.size(); i++) {
      drawn.example(i, new SplittableRandom(i), patch);
      float first = patch[0];
      drawn.example(i, new SplittableRandom(i), patch);
      assertEquals(first, patch[0]);
      seen.add(first);
    }
    assertEquals(7, seen.size(), seen.toString());
  }

  @Test
  void cutsEyesWhereTheDataSetHasThem() {
    Path faces = SharedData.require("data/cew-faces");
    List<EyeStateFace> photos = DataSets.eyeStateFaces(faces).stream().limit(8).toList();
    EyeExamples eyes;
    try (FaceReconstructor pipeline =
        FaceReconstructors.builder().bundle("embedded-synthetic").elam(false).open()) {
      eyes = PhotographedEyes.cut(pipeline, photos, SIDE);
    }
    assertTrue(eyes.size() >= 14, eyes.size() + " of 16 eyes");
    float[] patch = new float[SIDE * SIDE];
    assertEquals(photos.get(0).closed() ? 1 : 0, eyes.example(0, new SplittableRandom(0), patch));
    assertTrue(likest(patch) > 0.6, "correlation with a patch of the data set " + likest(patch));
  }

  /** Highest correlation with a patch of cew-eyes, whose patches come from the same photos. */
  private static double likest(float[] patch) {
    EyeExamples all = EyePatchFiles.read(SharedData.require("data/cew-eyes"), "train", SIDE);
    float[] other = new float[patch.length];
    double best = -1;
    for (int i = 0; i < all.size(); i++) {
      all.example(i, new SplittableRandom(0), other);
      best = Math.max(best, correlation(patch, other));
    }
    return best;
  }

  private static double correlation(float[] a, float[] b) {
    double meanA = 0;
    double meanB = 0;
    for (int i = 0; i < a.length; i++) {
      meanA += a[i] / a.length;
      meanB += b[i] / b.length;
    }
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }

  @Test
  void anotherFolderReplacesAllDataSets() {
    EyeTrainingConfig config = EyeTrainingConfig.read(CONFIGS.resolve("eyes.json"));
    EyeTrainingConfig moved =
        config.withPaths(Path.of("sets"), Path.of("run"), Path.of("eyes.onnx"));
    assertEquals(Path.of("sets/cew-eyes"), Path.of(moved.data()));
    assertEquals(Path.of("sets/cew-faces"), Path.of(Objects.requireNonNull(moved.photos()).data()));
    assertEquals(config.rendered(), moved.rendered());
    assertEquals("eyes.onnx", moved.output());
  }

  @Test
  void photosBesideRenderedDataAreRefused() {
    EyeTrainingConfig rendered = EyeTrainingConfig.read(CONFIGS.resolve("eyes-synthetic.json"));
    EyeTrainingConfig both =
        new EyeTrainingConfig(
            CONFIGS.resolve("regressor-synthetic.json").toString(),
            new EyeTrainingConfig.Photos("faces", "embedded"),
            null,
            null,
            rendered.folder(),
            rendered.output(),
            rendered.network(),
            rendered.labelSmoothing(),
            rendered.plan(),
            rendered.augmentation());
    String message =
        assertThrows(PalpebraException.class, () -> EyeTraining.run(both)).getMessage();
    assertTrue(message.contains("photos") && message.contains("regressor-synthetic"), message);
  }
}
