package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.onnx.testing.TinyBundle;

class BundleTest {
  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void writeABundle() throws IOException {
    folder = Files.createDirectories(temp.resolve("mine/nets")).getParent();
    Files.writeString(folder.resolve("face.safetensors"), "face");
    Files.writeString(folder.resolve("nets/regressor.onnx"), "regressor");
    Files.writeString(folder.resolve("nets/eyes.onnx"), "eyes");
    BundleWriter.write(folder, manifest());
  }

  static BundleManifest manifest() {
    return TinyBundle.manifest(
        "mine",
        new CoefficientLayout(40, 52, 12, 27),
        new PerspectiveCamera(112, 640, 56, 56, 1000),
        TinyBundle.files("face.safetensors", "nets/regressor.onnx", "nets/eyes.onnx"));
  }

  private String failure(String location) {
    String message =
        assertThrows(
                PalpebraException.class,
                () -> {
                  try (Bundle bundle = Bundle.open(location)) {
                    bundle.verify();
                  }
                })
            .getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private void assertFails(String location, String expected) {
    String message = failure(location);
    assertTrue(message.contains(expected), message);
  }

  private void edit(String from, String to) throws IOException {
    Path json = folder.resolve("bundle.json");
    String text = Files.readString(json);
    assertTrue(text.contains(from), text);
    Files.writeString(json, text.replace(from, to));
  }

  @Test
  void givesBackWhatWasWritten() {
    try (Bundle bundle = Bundle.open(folder)) {
      bundle.verify();
      assertEquals("mine", bundle.manifest().name());
      assertEquals(40 + 52 + 12 + 3 + 27 + 3, bundle.layout().size());
      assertEquals(manifest().regressor(), bundle.manifest().regressor());
      assertEquals(manifest().eyeState(), bundle.manifest().eyeState());
      BundleAsset eyes = bundle.read(BundleManifest.EYE_STATE);
      assertArrayEquals("eyes".getBytes(StandardCharsets.UTF_8), eyes.bytes());
      assertEquals("mine/eyeState", eyes.name());
      assertFalse(bundle.has(BundleManifest.DETECTOR));
    }
  }

  @Test
  void zipsTheSameBytesTwice() throws IOException {
    Path first = temp.resolve("a.zip");
    Path second = temp.resolve("b.zip");
    BundleWriter.zip(folder, first);
    BundleWriter.zip(folder, second);
    assertEquals(-1, Files.mismatch(first, second));
    try (Bundle bundle = Bundle.open(first)) {
      bundle.verify();
    }
  }

  @Test
  void readsAZipWithOneFolder() throws IOException {
    Path zip = temp.resolve("folder.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (String name :
          new String[] {
            "face.safetensors", "nets/regressor.onnx", "nets/eyes.onnx", "bundle.json"
          }) {
        entries.putNextEntry(new ZipEntry("mine-1.0/" + name));
        entries.write(Files.readAllBytes(folder.resolve(name)));
      }
    }
    try (Bundle bundle = Bundle.open(zip.toString())) {
      bundle.verify();
    }
  }

  @Test
  void wrongContentIsRefused() throws IOException {
    Files.writeString(folder.resolve("nets/eyes.onnx"), "EYES");
    assertFails(folder.toString(), "nets/eyes.onnx: wrong SHA-256");
    Files.writeString(folder.resolve("nets/eyes.onnx"), "eye");
    assertFails(folder.toString(), "has 3 bytes, the manifest says 4");
    Files.writeString(folder.resolve("nets/eyes.onnx"), "eyes and more");
    assertFails(folder.toString(), "is longer than 4 bytes");
    Files.delete(folder.resolve("nets/eyes.onnx"));
    assertFails(folder.toString(), "nets/eyes.onnx: no such file in the bundle");
  }

  @Test
  void wrongKeysAreNamed() throws IOException {
    edit("\"alignment\"", "\"alignement\"");
    assertFails(folder.toString(), "missing key 'regressor.alignment'");
    BundleWriter.write(folder, manifest());
    edit("\"size\" : 24", "\"size\" : 24, \"colour\" : true");
    assertFails(folder.toString(), "unknown key 'eyeState.colour', known here are [size, input");
    BundleWriter.write(folder, manifest());
    edit("\"licence\" : \"Apache-2.0\",\n  \"coef", "\"coef");
    assertFails(folder.toString(), "missing key 'licence'");
    BundleWriter.write(folder, manifest());
    edit("\"faceModel\"", "\"face\"");
    assertFails(folder.toString(), "missing key 'files.faceModel'");
    BundleWriter.write(folder, manifest());
    edit("\"identity\" : 40", "\"identity\" : \"many\"");
    assertFails(folder.toString(), "key 'coefficients.identity'");
    BundleWriter.write(folder, manifest());
    edit("\"name\" : \"mine\"", "\"name\" : null");
    assertFails(folder.toString(), "key 'name' is null");
    BundleWriter.write(folder, manifest());
    edit("\"lighting\" : 27", "\"lighting\" : 28");
    assertFails(folder.toString(), "lighting must be 9 or 27");
    BundleWriter.write(folder, manifest());
    edit("\"schema\" : 1", "\"schema\" : 2");
    assertFails(folder.toString(), "schema is 2");
    BundleWriter.write(folder, manifest());
    edit("\"schema\" : 1", "\"schema\" : 1, \"schema\" : 1");
    assertFails(folder.toString(), "Duplicate field 'schema'");
    BundleWriter.write(folder, manifest());
    edit("{", "{{");
    assertFails(folder.toString(), "is not JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../face.safetensors",
        "/etc/passwd",
        "nets/../face.safetensors",
        "./face.safetensors",
        "nets//eyes.onnx",
        "nets\\\\eyes.onnx",
        "C:/face.safetensors",
        ".hidden",
        ""
      })
  void pathsCannotLeaveTheBundle(String path) throws IOException {
    edit("\"face.safetensors\"", "\"" + path + "\"");
    assertFails(folder.toString(), "must be a plain relative path");
  }

  @Test
  void linksCannotLeaveTheBundle() throws IOException {
    Path secret = Files.writeString(temp.resolve("secret"), "eyes");
    Files.delete(folder.resolve("nets/eyes.onnx"));
    Files.createSymbolicLink(folder.resolve("nets/eyes.onnx"), secret);
    assertFails(folder.toString(), "leads out of the bundle");
  }

  @Test
  void whatIsNoBundleIsSaidInOneLine() throws IOException {
    assertFails(temp.resolve("nothing").toString(), "no such bundle");
    assertFails(temp.toString(), "bundle.json: no such file in the bundle");
    Path text = Files.writeString(temp.resolve("text.zip"), "no zip at all");
    assertFails(text.toString(), "neither a folder nor a readable zip file");
    Files.write(folder.resolve("bundle.json"), new byte[2 << 20]);
    assertFails(folder.toString(), "is longer than 1048576 bytes");
  }

  @Test
  void completeFillsInHashes() throws IOException {
    Files.writeString(folder.resolve("nets/eyes.onnx"), "other eyes");
    Files.writeString(
        folder.resolve("bundle.json"),
        """
        {"schema": 1, "name": "mine", "licence": "Apache-2.0",
         "coefficients": {"identity": 80, "expression": 64, "albedo": 80, "lighting": 27},
         "regressor": {"input": "image", "output": "coefficients",
           "camera": {"size": 224, "focal": 1015, "centerX": 112, "centerY": 112, "distance": 1000},
           "alignment": "FIVE_POINT", "mean": [0, 0, 0], "std": [1, 1, 1], "translationUnit": 100},
         "eyeState": {"size": 24, "input": "eyes", "output": "closed"},
         "files": {
           "faceModel": {"path": "face.safetensors", "licence": "Apache-2.0"},
           "regressor": {"path": "nets/regressor.onnx", "licence": "Apache-2.0"},
           "eyeState": {"path": "nets/eyes.onnx", "licence": "Apache-2.0"}}}
        """);
    assertFails(folder.toString(), "files.faceModel has no sha256");
    BundleWriter.complete(folder);
    try (Bundle bundle = Bundle.open(folder)) {
      bundle.verify();
    }
  }

  @Property(tries = 200, seed = "20261124")
  void aSafePathStaysBelowItsFolder(@ForAll String path) {
    if (BundlePaths.safe(path)) {
      Path root = Path.of("/bundle");
      Path resolved = root.resolve(path).normalize();
      assertTrue(resolved.startsWith(root) && !resolved.equals(root), path);
    }
  }
}
