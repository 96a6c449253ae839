package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.FaceModels;
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
  void convertsToHalfTheSize() throws IOException {
    Path whole = folder.resolve("converted/whole.safetensors");
    Path half = folder.resolve("converted/half.safetensors");
    assertEquals(0, run("model", "convert", "--out", whole.toString()), err.toString());
    assertEquals(0, run("model", "convert", "--half", "--out", half.toString()), err.toString());
    assertTrue(Files.size(half) < Files.size(whole));
    assertArrayEquals(
        TinyFace.model().expression().data(), FaceModels.read(whole).expression().data());
  }

  @Test
  void drawsAContactSheet() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    assertEquals(
        0,
        run("model", "render", "--sheet", "--size", "32", "--out", sheet.toString()),
        err.toString());
    assertEquals(8 * 32, ImageIO.read(sheet.toFile()).getWidth());
  }

  @Test
  void saysWhatItCanRead() {
    PrintWriter nowhere = new PrintWriter(new StringWriter(), true);
    assertEquals(
        1,
        Palpebra.run(
            nowhere,
            new PrintWriter(err, true),
            "model",
            "info",
            "--model",
            folder.resolve("bundle.json").toString()));
    assertTrue(err.toString().contains("landmarks.json"), err.toString());
  }

  @Test
  void unknownExpressionIsWrongUsage() {
    Path out = folder.resolve("x.png");
    assertEquals(2, run("model", "render", "--expression", "frown=1", "--out", out.toString()));
    assertTrue(err.toString().contains("frown"), err.toString());
  }

  @Test
  void fitsTheFaceOfALandmarkFile() throws IOException {
    MorphableModel model = TinyFace.model();
    float[] target =
        Landmarks.project(
            model, model.meanShape(), new PerspectiveCamera(400, 900, 210, 190, 1000));
    Path points = writePoints(target);
    Path photo = folder.resolve("face.png");
    ImageIO.write(new BufferedImage(400, 380, BufferedImage.TYPE_INT_RGB), "png", photo.toFile());
    byte[] before = Files.readAllBytes(photo);
    assertEquals(
        0,
        run(
            "model",
            "fit",
            "--landmarks",
            points.toString(),
            "--image",
            photo.toString(),
            "--out",
            folder.toString()),
        err.toString());
    JsonNode json = new ObjectMapper().readTree(folder.resolve("face-fit.json").toFile());
    assertTrue(json.get("meanError").asDouble() < 1, json.get("meanError").asText());
    assertEquals(3, json.get("identity").size());
    assertEquals(0, json.get("rotation").get(1).asDouble(), 0.05);
    assertTrue(Files.size(folder.resolve("face-fit.glb")) > 1000);
    assertTrue(Files.size(folder.resolve("face-fit.obj")) > 1000);
    assertEquals(400, ImageIO.read(folder.resolve("face-fit-overlay.png").toFile()).getWidth());
    assertArrayEquals(before, Files.readAllBytes(photo));
  }

  @Test
  void landmarksThatAreNoFaceAreRefusedInOneLine() throws IOException {
    Path points = writePoints(new float[136]);
    assertEquals(
        1,
        run(
            "model",
            "fit",
            "--landmarks",
            points.toString(),
            "--out",
            folder.resolve("out").toString()));
    assertTrue(err.toString().contains("fall together"), err.toString());
    assertEquals(1, err.toString().lines().count());
  }

  /** In iBUG's format the centre of the top-left pixel is (1, 1). */
  private Path writePoints(float[] landmarks) throws IOException {
    StringBuilder text = new StringBuilder("version: 1\nn_points: 68\n{\n");
    for (int i = 0; i < 136; i += 2) {
      text.append(landmarks[i] + 0.5f).append(' ').append(landmarks[i + 1] + 0.5f).append('\n');
    }
    return Files.writeString(folder.resolve("face.pts"), text.append("}\n"));
  }
}
