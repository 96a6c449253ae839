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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.onnx.testing.TinyBundle;
import org.palpebra.testing.SharedData;

class ReconstructCommandTest {
  @TempDir private Path folder;
  private Path out;
  private final StringWriter console = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeABundle() throws IOException {
    TinyBundle.write(folder.resolve("bundle"));
    out = folder.resolve("out");
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--bundle", folder.resolve("bundle").toString(), "--device", "cpu"));
    return Palpebra.run(
        new PrintWriter(console, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private Path photo(String name, int width, int height) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(
        new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void everyBadPhotoIsOneLine() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    Path text = Files.writeString(folder.resolve("text.jpg"), "no image");
    Path dot = photo("dot.png", 1, 1);
    Path blank = photo("blank.png", 64, 64);
    Path missing = folder.resolve("missing.jpg");
    Path result = folder.resolve("all.json");
    List<Path> photos = List.of(empty, text, dot, blank, missing);
    List<String> args = new ArrayList<>(List.of("reconstruct"));
    photos.forEach(p -> args.add(p.toString()));
    args.addAll(List.of("--out", out.toString(), "--json", result.toString()));
    assertEquals(1, run(args.toArray(String[]::new)));
    List<String> lines = err.toString().lines().toList();
    assertEquals(photos.size(), lines.size(), err.toString());
    for (int i = 0; i < photos.size(); i++) {
      assertTrue(lines.get(i).startsWith("palpebra: " + photos.get(i)), lines.get(i));
    }
    assertTrue(lines.get(3).endsWith("no face found"), lines.get(3));
    JsonNode all = json(result).get("photos");
    assertEquals(photos.size(), all.size());
    all.forEach(photo -> assertEquals(0, photo.get("faces").size()));
    assertEquals(0, json(out.resolve("blank.json")).get("faces").size());
    assertFalse(Files.exists(out.resolve("blank.glb")));
  }

  @Test
  void oneBadPhotoDoesNotStopTheOthers() throws IOException {
    Path good = SharedData.require("data/photos/open_eyes_1.jpg");
    Path bad = folder.resolve("missing.jpg");
    assertEquals(1, run("reconstruct", bad.toString(), good.toString(), "--out", out.toString()));
    assertEquals(1, err.toString().lines().count(), err.toString());
    JsonNode json = json(out.resolve("open_eyes_1.json"));
    assertEquals(good.toString(), json.get("file").asText());
    JsonNode face = json.get("faces").get(0);
    assertEquals(68, face.get("landmarks").size());
    assertEquals(2, face.get("landmarks").get(0).size());
    for (String eye : List.of("left", "right")) {
      double closed = face.get("eyes").get(eye).get("closed").asDouble();
      assertTrue(closed > 0 && closed < 1, "brightness " + closed);
      assertTrue(face.get("eyes").get(eye).get("openness").isNumber());
      assertTrue(face.get("eyes").get(eye).get("regressedOpenness").isNumber());
      assertEquals(
          closed >= 0.5 ? "closed" : "open", face.get("eyes").get(eye).get("decision").asText());
      assertEquals(
          Math.max(closed, 1 - closed),
          face.get("eyes").get(eye).get("confidence").asDouble(),
          1e-6);
      assertFalse(face.get("eyes").get(eye).has("calibrated"));
    }
    assertTrue(face.get("box").get("width").asDouble() > 0);
    assertEquals("cpu", face.get("device").asText());
    assertEquals(4, face.get("models").size());
    assertTrue(face.get("coefficients").size() > 20);
    assertEquals(
        "glTF",
        Files.readString(
                out.resolve("open_eyes_1.glb"), java.nio.charset.StandardCharsets.ISO_8859_1)
            .substring(0, 4));
    assertTrue(ImageIO.read(out.resolve("open_eyes_1-overlay.png").toFile()).getWidth() > 16);
    assertTrue(console.toString().contains("left eye"), console.toString());
  }

  @Test
  void otherFormatsTexturesAndTargets() throws IOException {
    Path photo = SharedData.require("data/photos/open_eyes_1.jpg");
    assertEquals(
        0,
        run(
            "reconstruct",
            photo.toString(),
            "--out",
            out.toString(),
            "--format",
            "obj,ply,glb",
            "--texture",
            "unlit",
            "--texture-size",
            "128",
            "--targets",
            "eyeBlinkLeft",
            "--bake-expression",
            "--dense-targets"),
        err.toString());
    assertEquals(128, ImageIO.read(out.resolve("open_eyes_1.png").toFile()).getWidth());
    assertTrue(Files.readString(out.resolve("open_eyes_1.obj")).contains("mtllib open_eyes_1.mtl"));
    assertTrue(Files.size(out.resolve("open_eyes_1.ply")) > 1000);
    JsonNode gltf = gltf(out.resolve("open_eyes_1.glb"));
    JsonNode mesh = gltf.get("meshes").get(0);
    assertEquals("[\"eyeBlinkLeft\"]", mesh.get("extras").get("targetNames").toString());
    assertEquals("[0.0]", mesh.get("weights").toString());
    gltf.get("accessors").forEach(accessor -> assertFalse(accessor.has("sparse")));

    assertEquals(
        0,
        run(
            "reconstruct",
            photo.toString(),
            "--out",
            out.toString(),
            "--texture",
            "none",
            "--targets",
            "8"));
    gltf = gltf(out.resolve("open_eyes_1.glb"));
    assertFalse(gltf.has("images"));
    assertTrue(gltf.get("meshes").get(0).get("extras").get("targetNames").size() <= 8);
  }

  private static JsonNode gltf(Path glb) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(glb)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return new ObjectMapper().readTree(bytes.array(), 20, bytes.getInt(12));
  }

  @Test
  void wrongOutputOptionsAreOneLine() {
    for (List<String> wrong :
        List.of(
            List.of("--targets", "eyeBlinkLeft,blink"),
            List.of("--texture-size", "20"),
            List.of("--format", "fbx"),
            List.of("--texture", "shiny"))) {
      List<String> args = new ArrayList<>(List.of("reconstruct", "x.jpg", "--out", out.toString()));
      args.addAll(wrong);
      assertEquals(2, run(args.toArray(String[]::new)), wrong::toString);
    }
    List<String> lines = err.toString().lines().toList();
    assertEquals(4, lines.size(), err.toString());
    assertTrue(lines.get(0).contains("--targets: tiny has no 'blink'; give all"), lines.get(0));
    assertTrue(lines.get(1).contains("--texture-size must be in 64..8192"), lines.get(1));
    assertFalse(Files.exists(out));
  }

  private int calibrated(Path photo, Path open, Path closed) {
    return Palpebra.run(
        new PrintWriter(console, true),
        new PrintWriter(err, true),
        "reconstruct",
        photo.toString(),
        "--eye-open",
        open.toString(),
        "--eye-closed",
        closed.toString(),
        "--out",
        out.toString(),
        "--device",
        "cpu");
  }

  @Test
  void personalLimitsFromTwoPhotos() throws IOException {
    Path open = SharedData.require("data/photos/open_eyes_1.jpg");
    Path closed = SharedData.require("data/photos/closed_eyes_1.jpg");
    assertEquals(0, calibrated(open, open, closed), err.toString());
    for (JsonNode eye : json(out.resolve("open_eyes_1.json")).get("faces").get(0).get("eyes")) {
      JsonNode calibrated = eye.get("calibrated");
      assertEquals(1, calibrated.get("openness").asDouble(), 1e-5);
      assertEquals("open", calibrated.get("decision").asText());
      assertEquals(
          eye.get("openness").asDouble(), calibrated.get("limits").get("openOpenness").asDouble());
      assertFalse(calibrated.has("lids"));
    }
    assertTrue(console.toString().contains("left eye 100 % open"), console.toString());
    assertEquals(1, calibrated(open, closed, open));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("contradict each other: left eye"), err.toString());
  }

  @Test
  void photosForLimitsComeInPairsAndShowOneFace() throws IOException {
    Path blank = photo("blank.png", 64, 64);
    assertEquals(2, run("reconstruct", "x.jpg", "--eye-open", "x.jpg", "--out", out.toString()));
    assertEquals(1, calibrated(blank, blank, blank));
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err.toString());
    assertTrue(lines.get(0).contains("--eye-closed"), lines.get(0));
    assertTrue(lines.get(1).contains("found 0 faces"), lines.get(1));
  }

  @Test
  void samePhotoTwiceGetsTwoNames() {
    OutputNames names = new OutputNames();
    List<String> given =
        Stream.of("a/x.jpg", "b/x.jpg", "x.png", "c/x.jpg", ".hidden")
            .map(p -> names.next(Path.of(p)))
            .toList();
    assertEquals(List.of("x", "x.jpg", "x.png", "x.jpg-2", ".hidden"), given);
  }

  @Test
  void wrongUsageAndBrokenBundles() throws IOException {
    assertEquals(2, run("reconstruct", "x.jpg"));
    assertEquals(2, run("reconstruct", "--out", out.toString()));
    Files.write(folder.resolve("bundle/regressor.onnx"), new byte[] {1, 2, 3});
    assertEquals(1, run("reconstruct", "x.jpg", "--out", out.toString()));
    List<String> lines = err.toString().lines().toList();
    assertEquals(3, lines.size(), err.toString());
    assertTrue(lines.get(2).contains("regressor.onnx"), lines.get(2));
  }
}
