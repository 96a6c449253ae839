package org.palpebra.training.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

class TaughtEyesTest {
  private static final int SIDE = 24;
  private static final int PHOTO = 64;

  @TempDir Path folder;

  /** One closed eye whose pixels are all 1. */
  private record White() implements EyeExamples {
    @Override
    public int side() {
      return SIDE;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public float example(int index, SplittableRandom random, float[] patch) {
      java.util.Arrays.fill(patch, 1);
      return 1;
    }
  }

  /** Says the mean grey of a patch, times a factor. */
  private Path teacher(String name, double factor) throws IOException {
    Graph graph = new Graph();
    Tensor eyes = graph.input("eyes", 1, 1, SIDE, SIDE);
    graph.output("closed", eyes.mean(1, 2, 3).mul(factor));
    return Files.write(folder.resolve(name), graph.toModel(true).toByteArray());
  }

  /** Grey photos with level greys 0.2, 0.4, 0.6; the last is not for training. */
  private Path faces() throws IOException {
    Path faces = Files.createDirectories(folder.resolve("faces"));
    StringBuilder header = new StringBuilder("file,person,split,width,height");
    StringBuilder landmarks = new StringBuilder();
    for (int i = 0; i < 68; i++) {
      header.append(",x%d,y%d".formatted(i, i));
      double x = i >= 36 && i < 42 ? 22 : i >= 42 && i < 48 ? 42 : i == 48 ? 26 : 38;
      landmarks.append(",%.1f,%d".formatted(x, i >= 36 && i < 48 ? 24 : 44));
    }
    List<String> lines = new ArrayList<>(List.of(header.toString()));
    for (int i = 0; i < 3; i++) {
      BufferedImage image = new BufferedImage(PHOTO, PHOTO, BufferedImage.TYPE_INT_RGB);
      int grey = 51 * (i + 1);
      for (int p = 0; p < PHOTO * PHOTO; p++) {
        image.setRGB(p % PHOTO, p / PHOTO, grey << 16 | grey << 8 | grey);
      }
      ImageIO.write(image, "png", faces.resolve(i + ".png").toFile());
      String split = i < 2 ? "train" : "val";
      lines.add("%d.png,p%d,%s,%d,%d%s".formatted(i, i, split, PHOTO, PHOTO, landmarks));
    }
    Files.write(faces.resolve("index.csv"), lines);
    return faces;
  }

  @Test
  void eyesWithoutLabelsGetTheMeanOfTheTeachers() throws IOException {
    List<Path> teachers = List.of(teacher("a.onnx", 1), teacher("b.onnx", 0.5));
    EyeExamples eyes =
        new JoinedEyes(List.of(new White(), TaughtEyes.read(SIDE, List.of(faces()), teachers, 1)));
    assertEquals(1 + 2 * 2, eyes.size(), "two of the three faces are for training");
    float[] patch = new float[SIDE * SIDE];
    float[] greys = {1, 0.2f, 0.2f, 0.4f, 0.4f};
    for (int i = 0; i < greys.length; i++) {
      float label = eyes.example(i, new SplittableRandom(i), patch);
      assertEquals(greys[i], patch[SIDE * SIDE / 2], 1e-3f, "grey of eye " + i);
      assertEquals(i == 0 ? 1 : 0.75f * greys[i], label, 1e-3f, "label of eye " + i);
    }
  }

  @Test
  void aMissingTeacherIsNamed() throws IOException {
    Path faces = faces();
    Path missing = folder.resolve("missing.onnx");
    String message =
        assertThrows(
                PalpebraException.class,
                () -> TaughtEyes.read(SIDE, List.of(faces), List.of(missing), 1))
            .getMessage();
    assertTrue(message.contains("missing.onnx"), message);
  }
}
