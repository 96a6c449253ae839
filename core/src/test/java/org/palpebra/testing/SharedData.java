package org.palpebra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Reference data outside the repository: below the system property {@code palpebra.shared}, else
 * the environment variable {@code PALPEBRA_SHARED}, else {@code ../shared} from the project's root.
 */
public final class SharedData {
  private SharedData() {}

  /** A file or folder of the reference data; skips the running test if it is not there. */
  public static Path require(String relativePath) {
    Path path = root().resolve(relativePath);
    Assumptions.assumeTrue(
        Files.exists(path),
        () -> path + " is not there; point -Dpalpebra.shared at the reference data");
    return path;
  }

  /** A JSON file of the reference data; skips the running test if it is not there. */
  public static JsonNode requireJson(String relativePath) {
    Path path = require(relativePath);
    try {
      return new ObjectMapper().readTree(path.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All numbers below a JSON node in document order. */
  public static float[] floats(JsonNode node) {
    if (node.isArray() && !node.isEmpty() && node.get(0).isNumber()) {
      float[] values = new float[node.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) node.get(i).doubleValue();
      }
      return values;
    }
    float[][] parts = new float[node.size()][];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = floats(node.get(i));
      length += parts[i].length;
    }
    float[] all = new float[length];
    int offset = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, offset, part.length);
      offset += part.length;
    }
    return all;
  }

  private static Path root() {
    String property = System.getProperty("palpebra.shared");
    if (property != null && !property.isBlank()) {
      return Path.of(property);
    }
    String variable = System.getenv("PALPEBRA_SHARED");
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable);
    }
    return Path.of(System.getProperty("palpebra.root", "..")).resolve("../shared").normalize();
  }
}
