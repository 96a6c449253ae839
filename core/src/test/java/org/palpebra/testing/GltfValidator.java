package org.palpebra.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Khronos' glTF validator, run by Node.js; tests are skipped where either is missing. */
public final class GltfValidator {
  private static final String SCRIPT =
      """
      require(process.argv[1]).validateBytes(new Uint8Array(require('fs').readFileSync(process.argv[2])))
        .then(report => console.log(JSON.stringify(report)));
      """;

  private GltfValidator() {}

  /** The report's {@code issues}: {@code numErrors}, {@code numWarnings}, {@code messages}. */
  private static JsonNode issues(Path glb) throws IOException, InterruptedException {
    Path module =
        Path.of(System.getProperty("palpebra.root", "."), "node_modules", "gltf-validator");
    assumeTrue(
        Files.isDirectory(module),
        "no glTF validator: run `npm install --no-save gltf-validator` in the project's root");
    assumeTrue(nodeRuns(), "no Node.js on the path, so the glTF validator cannot run");
    Process process =
        new ProcessBuilder("node", "-e", SCRIPT, module.toAbsolutePath().toString(), glb.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the glTF validator failed");
    }
    return new ObjectMapper().readTree(output).get("issues");
  }

  /** Fails, showing them, if there are errors or warnings. */
  public static void assertClean(Path glb) throws IOException, InterruptedException {
    JsonNode issues = issues(glb);
    assertEquals(0, issues.get("numErrors").asInt(), issues::toString);
    assertEquals(0, issues.get("numWarnings").asInt(), issues::toString);
  }

  private static boolean nodeRuns() throws InterruptedException {
    try {
      return new ProcessBuilder("node", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
