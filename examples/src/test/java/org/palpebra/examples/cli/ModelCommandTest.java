package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.onnx.testing.TinyBundle;
import org.palpebra.testing.TinyFace;

class ModelCommandTest {
  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeABundle() throws IOException {
    TinyBundle.write(folder);
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--model", folder.resolve("face-model.safetensors").toString()));
    return Palpebra.run(
        new PrintWriter(new StringWriter(), true),
        new PrintWriter(err, true),
        all.toArray(String[]::new));
  }

  @Test
  void infoTellsTheSizes() throws IOException {
    Path json = folder.resolve("info.json");
    assertEquals(0, run("model", "info", "--json", json.toString()), err.toString());
    assertEquals(
        TinyFace.model().vertexCount(),
        new ObjectMapper().readTree(json.toFile()).get("vertices").asInt());
  }

  @Test
  void rendersAnExpression() throws IOException {
    Path neutral = folder.resolve("pictures/neutral.png");
    Path open = folder.resolve("pictures/open.png");
    assertEquals(
        0, run("model", "render", "--size", "64", "--out", neutral.toString()), err.toString());
    assertEquals(
        0,
        run(
            "model",
            "render",
            "--size",
            "64",
            "--expression",
            "jawOpen=1",
            "--out",
            open.toString()),
        err.toString());
    BufferedImage a = ImageIO.read(neutral.toFile());
    BufferedImage b = ImageIO.read(open.toFile());
    assertEquals(64, a.getWidth());
    int chin = 32 + (int) (64 * 100 / 260.0);
    assertNotEquals(a.getRGB(32, chin), b.getRGB(32, chin));
  }

  @Test
  void unknownExpressionIsWrongUsage() {
    Path out = folder.resolve("x.png");
    assertEquals(2, run("model", "render", "--expression", "frown=1", "--out", out.toString()));
    assertTrue(err.toString().contains("frown"), err.toString());
  }
}
