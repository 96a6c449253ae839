package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.testing.TinyBundle;
import org.palpebra.onnx.testing.TinyNetworks;
import org.palpebra.testing.TinyFace;

class BundleCommandTest {
  @TempDir Path temp;
  private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeAFolder() throws IOException {
    folder = Files.createDirectory(temp.resolve("mine"));
    Files.writeString(folder.resolve("face.safetensors"), "face");
    Files.writeString(folder.resolve("regressor.onnx"), "regressor");
    Files.writeString(folder.resolve("eyes.onnx"), "eyes");
    Files.writeString(
        folder.resolve("bundle.json"),
        """
        {"schema": 1, "name": "mine", "licence": "Apache-2.0",
         "coefficients": {"identity": 40, "expression": 52, "albedo": 12, "lighting": 27},
         "regressor": {"input": "image", "output": "coefficients",
           "camera": {"size": 112, "focal": 640, "centerX": 56, "centerY": 56, "distance": 1000},
           "alignment": "CANONICAL", "mean": [0, 0, 0], "std": [1, 1, 1], "translationUnit": 1},
         "eyeState": {"size": 24, "input": "eyes", "output": "closed"},
         "files": {
           "faceModel": {"path": "face.safetensors", "licence": "Apache-2.0"},
           "regressor": {"path": "regressor.onnx", "licence": "Apache-2.0"},
           "eyeState": {"path": "eyes.onnx", "licence": "Apache-2.0"}}}
        """);
  }

  private int run(String... args) {
    return Palpebra.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private String path(String name) {
    return temp.resolve(name).toString();
  }

  @Test
  void createsVerifiesAndDescribes() throws IOException {
    TinyBundle.write(temp.resolve("tiny"));
    assertEquals(0, run("bundle", "create", path("tiny"), "--zip", path("b.zip")), err::toString);
    assertEquals(0, run("bundle", "verify", "--bundle", path("b.zip")), err::toString);
    assertEquals(
        0,
        run("bundle", "info", "--bundle", path("b.zip"), "--json", path("new/info.json")),
        err::toString);
    JsonNode info = new ObjectMapper().readTree(temp.resolve("new/info.json").toFile());
    assertEquals("tiny", info.get("name").textValue());
    assertEquals(64, info.at("/files/eyeState/sha256").textValue().length());
    assertEquals("", err.toString());
  }

  @Test
  void verifyOpensTheParts() {
    assertEquals(0, run("bundle", "create", folder.toString()), err::toString);
    assertEquals(1, run("bundle", "verify", "--bundle", folder.toString()));
    assertTrue(err.toString().contains("regressor.onnx: is not an ONNX network"), err.toString());
  }

  @Test
  void makesABundleOfAFaceModel() throws IOException {
    TinyBundle.write(temp.resolve("tiny"));
    String model = path("tiny/face-model.safetensors");
    assertEquals(1, run("bundle", "create", path("made"), "--model", model));
    assertTrue(err.toString().contains("no regressor for face model"), err.toString());
    assertTrue(Files.notExists(temp.resolve("made/bundle.json")));
    int coefficients = TinyFace.model().layout(27).size();
    Files.write(temp.resolve("own.onnx"), TinyNetworks.zeros(112, coefficients));
    assertEquals(
        0,
        run(
            "bundle",
            "create",
            path("made"),
            "--model",
            model,
            "--regressor",
            path("own.onnx"),
            "--zip",
            path("made.zip")),
        err::toString);
    assertEquals(0, run("bundle", "verify", "--bundle", path("made.zip")), err::toString);
    try (Bundle bundle = Bundle.open(path("made.zip"))) {
      assertEquals(TinyFace.model().vertexCount(), bundle.faceModel().vertexCount());
      assertTrue(bundle.manifest().licence().startsWith(TinyFace.model().licence()));
    }
    assertEquals(1, run("bundle", "create", path("made"), "--model", model));
    assertTrue(err.toString().contains("there is a bundle already"), err.toString());
    assertEquals(2, run("bundle", "create", path("x"), "--regressor", path("r.onnx")));
  }

  @Test
  void takesSharedFilesFromTheirFolder() throws IOException {
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.move(folder.resolve("face.safetensors"), other.resolve("face.safetensors"));
    assertEquals(1, run("bundle", "create", folder.toString()));
    assertTrue(err.toString().contains("face.safetensors: no such file"), err.toString());
    assertEquals(0, run("bundle", "create", folder.toString(), "--shared", other.toString()));
    assertTrue(Files.readString(folder.resolve("bundle.json")).contains("sha256"));
  }

  @Test
  void failuresAreOneLineAndExitCodeOne() throws IOException {
    assertEquals(1, run("bundle", "verify", "--bundle", path("nothing")));
    assertEquals(1, run("bundle", "verify", "--bundle", folder.toString()));
    assertEquals(0, run("bundle", "create", folder.toString()));
    Files.writeString(folder.resolve("eyes.onnx"), "EYES");
    assertEquals(1, run("bundle", "verify", "--bundle", folder.toString()));
    Files.writeString(temp.resolve("file"), "");
    assertEquals(
        1, run("bundle", "info", "--bundle", folder.toString(), "--json", path("file/info.json")));
    assertEquals(4, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().lines().allMatch(l -> l.startsWith("palpebra: ")), err.toString());
    assertTrue(err.toString().contains("wrong SHA-256"), err.toString());
  }
}
