package org.palpebra.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.palpebra.PalpebraException;
import org.palpebra.model.LandmarkScheme;

/** eos' {@code ibug_to_sfm.txt} and {@code sfm_model_contours.json}: vertices, not yet a scheme. */
final class SurreyLandmarks {
  static final int CHIN = 8;
  private static final int UNMAPPED = -1;
  private static final int MAX_BYTES = 1 << 20;
  private static final String SECTION = "[landmark_mappings]";

  /** The mouth's corners inside, where the map has none: on the upper lip, 3 mm inside 48, 54. */
  private static final int[][] INNER_MOUTH = {{60, 410}, {64, 823}};

  private final int vertexCount;

  SurreyLandmarks(int vertexCount) {
    this.vertexCount = vertexCount;
  }

  /**
   * The vertex of each landmark.
   *
   * @return 68 long; of landmarks 0–16 only the chin (8) is set, the others are −1
   */
  int[] map(Path file) {
    int[] vertices = new int[LandmarkScheme.COUNT];
    Arrays.fill(vertices, UNMAPPED);
    for (int[] pair : INNER_MOUTH) {
      vertices[pair[0]] = pair[1];
    }
    LandmarkMap.read(file, vertexCount).forEach((landmark, vertex) -> vertices[landmark] = vertex);
    for (int i = 0; i < vertices.length; i++) {
      if (vertices[i] == UNMAPPED && (i == CHIN || i >= LandmarkScheme.CONTOUR)) {
        throw bad(file, SECTION, "has no vertex for point " + (i + 1), "take eos' file");
      }
      if (vertices[i] != UNMAPPED) {
        requireVertex(file, SECTION, vertices[i]);
      }
    }
    return vertices;
  }

  /**
   * The outline of one side, from the eyebrow down to the chin.
   *
   * @param side {@code right_contour} or {@code left_contour}
   */
  int[] contour(Path file, String side) {
    JsonNode list;
    try {
      list = new ObjectMapper().readTree(text(file)).path("model_contour").path(side);
    } catch (IOException e) {
      throw new PalpebraException(
          "%s: %s: is no JSON (%s); take eos' file"
              .formatted(file, side, e.getClass().getSimpleName()),
          e);
    }
    if (!list.isArray() || list.size() < 2) {
      throw bad(file, side, "is missing or shorter than 2", "take eos' file");
    }
    int[] vertices = new int[list.size()];
    for (int i = 0; i < vertices.length; i++) {
      JsonNode vertex = list.get(i);
      vertices[i] = vertex.isInt() ? vertex.intValue() : UNMAPPED;
      requireVertex(file, side, vertices[i]);
    }
    return vertices;
  }

  private void requireVertex(Path file, String field, int vertex) {
    if (vertex < 0 || vertex >= vertexCount) {
      throw bad(
          file,
          field,
          "the model has no vertex %d, only 0..%d".formatted(vertex, vertexCount - 1),
          "take map and model from one place");
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw bad(file, "size", "is more than " + MAX_BYTES + " bytes", "take eos' file");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new PalpebraException(
          "%s: cannot be read (%s); put eos' file beside the model"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static PalpebraException bad(Path file, String field, String problem, String remedy) {
    return new PalpebraException("%s: %s: %s; %s".formatted(file, field, problem, remedy));
  }
}
