package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Bundle;

/** Works on a copy of the bundles in the sources. */
class EmbeddedBundlesTest {
  private static final List<String> BUNDLES = List.of(Bundle.EMBEDDED, Bundle.EMBEDDED_SYNTHETIC);

  @TempDir private Path resources;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void copyTheBundles() throws IOException {
    Path sources =
        Path.of(System.getProperty("palpebra.root", ".."))
            .resolve("onnx-backend/src/main/resources/org/palpebra/onnx");
    for (String bundle : BUNDLES) {
      Files.createDirectory(resources.resolve(bundle));
      try (Stream<Path> files = Files.list(sources.resolve(bundle))) {
        for (Path file : files.toList()) {
          Files.copy(file, resources.resolve(bundle).resolve(file.getFileName()));
        }
      }
    }
  }

  private int run(String... args) {
    return EmbeddedBundles.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private Path file(String bundle, String name) {
    return resources.resolve(bundle).resolve(name);
  }

  private void verify() {
    try (Bundle bundle = Bundle.open(resources.resolve(Bundle.EMBEDDED))) {
      bundle.verify();
    }
  }

  @Test
  void whatIsShippedIsWhatItWrites() throws IOException {
    for (String bundle : BUNDLES) {
      String shipped = Files.readString(file(bundle, "bundle.json"));
      Files.delete(file(bundle, "bundle.json"));
      assertEquals(0, run(resources.toString()), err::toString);
      assertEquals(shipped, Files.readString(file(bundle, "bundle.json")), bundle);
    }
  }

  @Test
  void changedFilesFitAgain() throws IOException {
    Files.write(file(Bundle.EMBEDDED, "eye-state.onnx"), new byte[] {1, 2, 3});
    PalpebraException before = assertThrows(PalpebraException.class, this::verify);
    assertTrue(before.getMessage().contains("eye-state.onnx"), before.getMessage());
    assertEquals(0, run(resources.toString()), err::toString);
    verify();
  }

  @Test
  void wrongUsageIsExitCodeTwoAndOneLine() {
    assertEquals(2, run());
    assertEquals(2, run(resources.toString(), "more"));
    assertEquals(2, run(resources.resolve("nothing").toString()));
    assertEquals(2, run(resources.resolve(Bundle.EMBEDDED).toString()));
    assertEquals(4, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("RESOURCES"), err.toString());
    assertTrue(err.toString().contains("no folder 'embedded' in"), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void aMissingNetworkIsNotTakenFromTheOtherBundle() throws IOException {
    Files.delete(file(Bundle.EMBEDDED_SYNTHETIC, "regressor.onnx"));
    assertEquals(1, run(resources.toString()));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("regressor.onnx"), err.toString());
  }
}
