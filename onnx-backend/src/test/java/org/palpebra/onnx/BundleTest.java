package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "nets/..",
        "nets/eyes.onnx/",
        "eyes.",
        "eyes ",
        "nets/aux.onnx",
        "COM1",
        "eyes.onnx:stream",
        "\\\\\\\\host\\\\share",
        "~/eyes.onnx",
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
  void linkedFoldersCannotLeaveTheBundleEither() throws IOException {
    Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
    Files.move(folder.resolve("nets/regressor.onnx"), elsewhere.resolve("regressor.onnx"));
    Files.move(folder.resolve("nets/eyes.onnx"), elsewhere.resolve("eyes.onnx"));
    Files.delete(folder.resolve("nets"));
    Files.createSymbolicLink(folder.resolve("nets"), elsewhere);
    assertFails(folder.toString(), "leads out of the bundle");
    Path manifest = folder.resolve("bundle.json");
    Files.move(manifest, elsewhere.resolve("bundle.json"));
    Files.createSymbolicLink(manifest, elsewhere.resolve("bundle.json"));
    assertFails(folder.toString(), "bundle.json: is a link that leads out of the bundle");
  }

  @Test
  void everyFileHasItsOwnPath() throws IOException {
    edit("\"nets/eyes.onnx\"", "\"nets/REGRESSOR.onnx\"");
    assertFails(
        folder.toString(),
        "files.eyeState.path 'nets/REGRESSOR.onnx' is also that of files.regressor");
    edit("\"nets/REGRESSOR.onnx\"", "\"Bundle.json\"");
    assertFails(
        folder.toString(), "files.eyeState.path 'Bundle.json' is also that of the manifest");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"bytes\" : 4,','\"bytes\" : -1,',files.faceModel.bytes is -1",
    "'\"bytes\" : 4,','\"bytes\" : 2147483648,',files.faceModel.bytes is 2147483648",
    "'\"bytes\" : 4,','\"bytes\" : 4.5,',key 'files.faceModel.bytes'",
    "'\"bytes\" : 4,','\"bytes\" : \"4\",',key 'files.faceModel.bytes'",
    "'\"sha256\" : \"','\"sha256\" : \"../',files.faceModel.sha256 '../",
    "'\"identity\" : 40','\"identity\" : 40.5',key 'coefficients.identity'",
    "'\"identity\" : 40','\"identity\" : 2000000000',no group may have more than",
    "'\"identity\" : 40','\"identity\" : -1',sizes must not be negative",
    "'\"focal\" : 640.0','\"focal\" : 1e99',camera must be of finite numbers",
    "'\"focal\" : 640.0','\"focal\" : \"NaN\"',key 'regressor.camera': size",
    "'\"size\" : 112','\"size\" : 5000','key ''regressor'': camera.size must lie in 8..4096'",
    "'\"size\" : 24','\"size\" : 2','key ''eyeState'': size must lie in 4..1024'",
    "'\"translationUnit\" : 1.0','\"translationUnit\" : 0',translationUnit positive",
    "'[ 0.0, 0.0, 0.0 ]','[ 0, null, 0 ]',key 'regressor.mean[1]' is null",
    "'[ 0.0, 0.0, 0.0 ]','[ 0, 1e99, 0 ]',must be finite",
    "'\"translationUnit\"','\"standardPoints\" : [1, 2], \"translationUnit\"',standardPoints must be 15",
  })
  void wrongValuesAreNamed(String from, String to, String expected) throws IOException {
    Path json = folder.resolve("bundle.json");
    String text = Files.readString(json);
    assertTrue(text.contains(from), text);
    Files.writeString(json, text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
    String message = failure(folder.toString());
    assertTrue(message.contains(expected.replace("''", "'")), message);
    assertTrue(message.contains("; "), message);
  }

  /** A zip of the bundle with more entries. */
  private Path zipWith(Map<String, byte[]> more) throws IOException {
    Path zip = temp.resolve("hostile.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (String name :
          List.of("face.safetensors", "nets/regressor.onnx", "nets/eyes.onnx", "bundle.json")) {
        if (!more.containsKey(name)) {
          entries.putNextEntry(new ZipEntry(name));
          entries.write(Files.readAllBytes(folder.resolve(name)));
        }
      }
      for (Map.Entry<String, byte[]> entry : more.entrySet()) {
        entries.putNextEntry(new ZipEntry(entry.getKey()));
        entries.write(entry.getValue());
      }
    }
    return zip;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "nets/../../evil",
        "/etc/passwd",
        "C:\\evil",
        "nets\\evil",
        "c:evil",
        "a//b"
      })
  void zipsWithEntriesThatLeadOutAreRefused(String name) throws IOException {
    Path zip = zipWith(Map.of(name, new byte[1]));
    assertFails(zip.toString(), "leads out of the bundle; pack it anew");
  }

  @Test
  void zipsWithTwinsAreRefused() throws IOException {
    assertFails(zipWith(Map.of("nets/EYES.onnx", new byte[1])).toString(), "have one name");
    Path zip = zipWith(Map.of("nets/eyes.ONNX", new byte[1], "harmless/.DS_Store", new byte[1]));
    String twice =
        new String(Files.readAllBytes(zip), StandardCharsets.ISO_8859_1)
            .replace("nets/eyes.ONNX", "nets/eyes.onnx");
    Files.write(zip, twice.getBytes(StandardCharsets.ISO_8859_1));
    assertFails(zip.toString(), "'nets/eyes.onnx' and 'nets/eyes.onnx' have one name");
  }

  @Test
  void zipsMayHoldOtherFiles() throws IOException {
    try (Bundle bundle = Bundle.open(zipWith(Map.of("harmless/.DS_Store", new byte[1])))) {
      bundle.verify();
    }
  }

  @Test
  void theBundleAtTheRootCounts() throws IOException {
    byte[] other = "{}".getBytes(StandardCharsets.UTF_8);
    try (Bundle bundle = Bundle.open(zipWith(Map.of("other/bundle.json", other)))) {
      bundle.verify();
    }
    Path two = temp.resolve("two.zip");
    try (OutputStream out = Files.newOutputStream(two);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (String name : List.of("a/bundle.json", "b/bundle.json")) {
        entries.putNextEntry(new ZipEntry(name));
        entries.write(other);
      }
    }
    assertFails(two.toString(), "holds the bundles [a/, b/]; pack one per file");
  }

  @Test
  void aZipInflatesToNoMoreThanItsManifestSays() throws IOException {
    byte[] bomb = new byte[200 << 20];
    Path zip = zipWith(Map.of("nets/eyes.onnx", bomb));
    assertTrue(Files.size(zip) < 1 << 20);
    assertFailsCheaply(zip);
    // the same with a directory of entries that lies about the size
    byte[] lying = Files.readAllBytes(zip);
    for (int i = 0; i + 4 < lying.length; i++) {
      if (ByteBuffer.wrap(lying, i, 4).order(ByteOrder.LITTLE_ENDIAN).getInt() == bomb.length) {
        ByteBuffer.wrap(lying, i, 4).order(ByteOrder.LITTLE_ENDIAN).putInt(4);
      }
    }
    Files.write(zip, lying);
    assertFailsCheaply(zip);
  }

  private void assertFailsCheaply(Path zip) {
    com.sun.management.ThreadMXBean thread =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    assertFails(zip.toString(), "nets/eyes.onnx: is longer than 4 bytes");
    long bytes = thread.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < 4 << 20, bytes + " bytes were allocated");
  }

  @Test
  void whatIsNoBundleIsSaidInOneLine() throws IOException {
    assertFails(temp.resolve("nothing").toString(), "no such bundle");
    assertFails(temp.toString(), "bundle.json: no such file in the bundle");
    Path text = Files.writeString(temp.resolve("text.zip"), "no zip at all");
    assertFails(text.toString(), "neither a folder nor a readable zip file");
    assertFails("\0", "is no path");
    for (String json : List.of("", "[]", "null", "3", "\"bundle\"", "[".repeat(100_000))) {
      Files.writeString(folder.resolve("bundle.json"), json);
      assertFails(folder.toString(), "; ");
    }
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
