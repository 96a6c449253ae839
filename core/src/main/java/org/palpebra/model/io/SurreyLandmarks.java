package org.palpebra.model.io;

import java.nio.file.Path;
import java.util.Arrays;
import org.palpebra.internal.FileErrors;
import org.palpebra.model.LandmarkScheme;

/** eos' {@code ibug_to_sfm.txt} and {@code sfm_model_contours.json}: vertices, not yet a scheme. */
final class SurreyLandmarks {
  static final int CHIN = 8;
  private static final int UNMAPPED = -1;
  private static final String REMEDY = "take eos' file";
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
        throw FileErrors.bad(file, SECTION, "has no vertex for point " + (i + 1), REMEDY);
      }
      // only the inner mouth's: the map's own vertices are checked as they are read
      if (vertices[i] >= vertexCount) {
        throw FileErrors.bad(
            file,
            SECTION,
            "the model has no vertex %d for point %d".formatted(vertices[i], i + 1),
            "take map and model from one place");
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
    int[] vertices =
        JsonFile.read(file, REMEDY).object("model_contour").indices(side, -1, vertexCount);
    if (vertices.length < 2) {
      throw FileErrors.bad(file, side, "is shorter than 2", REMEDY);
    }
    return vertices;
  }
}
