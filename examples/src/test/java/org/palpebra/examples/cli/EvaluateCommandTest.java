package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.Map;
import java.util.StringJoiner;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.onnx.testing.TinyBundle;

class EvaluateCommandTest {
  @TempDir private Path folder;
  private final StringWriter console = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeABundleAndImages() throws IOException {
    TinyBundle.write(folder.resolve("bundle"));
    grey("bright.png", 24, 230);
    grey("dark.png", 24, 25);
    grey("blank.png", 100, 128);
  }

  private void grey(String name, int size, int value) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < size * size; i++) {
      image.getRaster().setSample(i % size, i / size, 0, value);
    }
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private JsonNode evaluate(String what, String split, String... more) throws IOException {
    Path result = folder.resolve("result.json");
    int code = run(what, split, result, folder.resolve("report"), more);
    assertEquals(0, code, err.toString());
    JsonNode json = new ObjectMapper().readTree(result.toFile());
    assertEquals(json, new ObjectMapper().readTree(folder.resolve("report/scores.json").toFile()));
    assertPageShows(json);
    return json;
  }

  /** Console, page and JSON have the same numbers. */
  private void assertPageShows(JsonNode json) throws IOException {
    String page = Files.readString(folder.resolve("report/index.html"));
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      JsonNode value = entry.getValue();
      if (value.isValueNode()) {
        String exact = "value=\"%s\" id=\"%s\"".formatted(value.asText(), entry.getKey());
        assertTrue(page.contains(exact), exact);
        String shown = value.isDouble() ? "%.4f".formatted(value.asDouble()) : value.asText();
        assertTrue(
            console
                .toString()
                .lines()
                .anyMatch(
                    line -> line.startsWith(entry.getKey() + " ") && line.contains(" " + shown)),
            console.toString());
      }
    }
    assertEquals("cpu", json.get("models").get(0).get("device").asText());
    assertEquals(folder.toString(), json.get("evaluated").get("data").asText());
  }

  private int run(String what, String split, Path result, Path report, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                what,
                "--bundle",
                folder.resolve("bundle").toString(),
                "--device",
                "cpu",
                "--data",
                folder.toString(),
                "--split",
                split,
                "--json",
                result.toString(),
                "--report",
                report.toString()));
    arguments.addAll(List.of(more));
    return Palpebra.run(
        new PrintWriter(console, true),
        new PrintWriter(err, true),
        arguments.toArray(String[]::new));
  }

  @Test
  void reportThatCannotBeWrittenIsOneLineBeforeTheWork() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path result = folder.resolve("result.json");
    assertEquals(1, run("faces", "val", result, file));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("palpebra: " + file + ": is a file"), err.toString());
    assertFalse(Files.exists(result));
  }

  @Test
  void eyes() throws IOException {
    Files.writeString(
        folder.resolve("index.csv"),
        """
        file,state,side,photo,split
        bright.png,closed,L,a,val
        dark.png,open,R,a,val
        dark.png,closed,R,b,val
        dark.png,closed,R,c,train
        """);
    JsonNode json = evaluate("eyes", "val");
    assertEquals(3, json.get("n").asInt());
    assertEquals(2 / 3.0, json.get("accuracy").asDouble(), 1e-12);
    assertEquals(2 / 3.0, json.get("f1").asDouble(), 1e-12);
    assertEquals(0.75, json.get("auc").asDouble(), 1e-12);
    assertTrue(json.get("ece").isNumber());
    assertTrue(json.get("ms_per_eye").asDouble() > 0);
    JsonNode interval = json.get("intervals").get("accuracy");
    assertEquals(0.2077, interval.get("low").asDouble(), 5e-5);
    assertEquals(0.9385, interval.get("high").asDouble(), 5e-5);
    assertEquals(4, evaluate("eyes", "all").get("n").asInt());
  }

  @Test
  void facesThatAreNotFoundAreWrong() throws IOException {
    Files.writeString(
        folder.resolve("index.csv"),
        """
        file,state,split,left_patch_x,left_patch_y,left_match,right_patch_x,right_patch_y,right_match,eyes
        blank.png,closed,val,67,44,0.9,30,42,0.9,x
        blank.png,open,val,67,44,0.9,30,42,0.9,x
        """);
    JsonNode json = evaluate("faces", "val");
    assertEquals(2, json.get("n").asInt());
    assertEquals(0, json.get("accuracy").asDouble());
    assertEquals(0, json.get("f1").asDouble());
    assertEquals(0, json.get("undecided").asInt());
    assertEquals(2, json.get("not_found").asInt());
  }

  @Test
  void landmarksThatAreNotFoundCountWithTheMeanFace() throws IOException {
    StringJoiner header = new StringJoiner(",").add("file,person,split,width,height");
    StringJoiner row = new StringJoiner(",").add("blank.png,p,val,100,100");
    for (int i = 0; i < 68; i++) {
      header.add("x" + i + ",y" + i);
      row.add((30 + i % 10) + "," + (30 + i / 10 * 5));
    }
    Files.writeString(folder.resolve("index.csv"), header + "\n" + row + "\n");
    JsonNode json = evaluate("landmarks", "val");
    assertEquals(1, json.get("n").asInt());
    assertEquals(1, json.get("not_found").asInt());
    assertEquals(1, json.get("failures_over_10_percent").asInt());
    for (String key : new String[] {"nme_percent", "nme_interpupil_percent", "nme_inner_percent"}) {
      assertTrue(json.get(key).asDouble() > 10, key);
    }
  }

  @Test
  void elamOnAnnotatedLandmarks() throws IOException {
    StringJoiner header = new StringJoiner(",").add("file,person,split,width,height");
    StringJoiner row = new StringJoiner(",").add("bright.png,p,val,24,24");
    float[] x = {0, 1, 2, 3, 2, 1};
    float[] y = {0, -0.5f, -0.5f, 0, 0.5f, 0.5f};
    for (int i = 0; i < 68; i++) {
      header.add("x" + i + ",y" + i);
      boolean eye = i >= 36 && i < 48;
      row.add(eye ? 5 + x[i % 6] + (i < 42 ? 0 : 8) + "," + (10 + y[i % 6]) : "12,18");
    }
    Files.writeString(folder.resolve("index.csv"), header + "\n" + row + "\n");
    JsonNode json = evaluate("elam", "val");
    assertEquals(2, json.get("n").asInt());
    assertEquals(2, json.get("n_annotated_open").asInt());
    JsonNode perturbed = evaluate("elam", "val", "--perturb");
    assertEquals(4, perturbed.get("n").asInt());
    assertEquals(100 / 3.0, perturbed.get("shut_error_before_percent").asDouble(), 1e-3);
  }

  @Test
  void elamOnLabelledPhotosHasNoLidsToFalsify() throws IOException {
    Files.writeString(
        folder.resolve("index.csv"),
        """
        file,state,split,left_patch_x,left_patch_y,right_patch_x,right_patch_y
        blank.png,closed,val,67,44,30,42
        """);
    JsonNode json = evaluate("elam", "val");
    assertEquals(0, json.get("n").asInt());
    assertEquals(1, json.get("not_found").asInt());
    Path result = folder.resolve("other.json");
    assertEquals(2, run("elam", "val", result, folder.resolve("report"), "--perturb"));
    assertTrue(err.toString().contains("--perturb needs annotated landmarks"), err.toString());
    assertFalse(Files.exists(result));
  }

  @Test
  void winksNeedNoData() throws IOException {
    Path result = folder.resolve("result.json");
    Path report = folder.resolve("report");
    assertEquals(0, winks("2", result, report), err.toString());
    JsonNode json = new ObjectMapper().readTree(result.toFile());
    assertEquals(json, new ObjectMapper().readTree(report.resolve("scores.json").toFile()));
    assertEquals(2, json.get("n").asInt());
    assertTrue(json.has("state_accuracy") && json.has("openness_error"), json.toString());
    assertEquals("seeds 7 to 8", json.get("evaluated").get("split").asText());
    assertTrue(Files.readString(report.resolve("index.html")).contains("By yaw"));
    assertEquals(2, winks("0", result, report));
    assertTrue(err.toString().contains("--count must be at least 1"), err.toString());
  }

  private int winks(String count, Path result, Path report) {
    return Palpebra.run(
        new PrintWriter(console, true),
        new PrintWriter(err, true),
        "evaluate",
        "winks",
        "--bundle",
        folder.resolve("bundle").toString(),
        "--device",
        "cpu",
        "--count",
        count,
        "--seed",
        "7",
        "--json",
        result.toString(),
        "--report",
        report.toString());
  }
}
