package org.palpebra.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palpebra.model.LandmarkScheme;

/**
 * Readers of the four indexes. A folder holds {@code index.csv} and the images that it names,
 * beside it or in a folder {@code images}; they are not opened here. All coordinates are in pixels
 * from the corner of the top-left pixel, which is the convention of the files.
 *
 * <p>Every reader throws {@link org.palpebra.PalpebraException} naming file, line and column if the
 * index is not as it should be. Thread-safe.
 */
public final class DataSets {
  private DataSets() {}

  /** Eye patches with labels (layout of {@code cew-eyes}). */
  public static List<EyePatch> eyePatches(Path folder) {
    return IndexTable.read(folder, List.of("file", "state", "side", "photo", "split"))
        .rows()
        .stream()
        .map(
            row ->
                new EyePatch(
                    row.path("file"),
                    row.either("state", "closed", "open"),
                    row.either("side", "L", "R"),
                    row.text("photo"),
                    row.text("split")))
        .toList();
  }

  /** Face photos with the state of their eyes (layout of {@code cew-faces}). */
  public static List<EyeStateFace> eyeStateFaces(Path folder) {
    List<String> columns =
        List.of(
            "file",
            "state",
            "split",
            "left_patch_x",
            "left_patch_y",
            "right_patch_x",
            "right_patch_y");
    return IndexTable.read(folder, columns).rows().stream()
        .map(
            row ->
                new EyeStateFace(
                    row.path("file"),
                    row.either("state", "closed", "open"),
                    row.text("split"),
                    new float[] {row.number("left_patch_x"), row.number("left_patch_y")},
                    new float[] {row.number("right_patch_x"), row.number("right_patch_y")}))
        .toList();
  }

  /** Whether an index has landmarks, so that {@link #landmarkFaces} reads it. */
  public static boolean haveLandmarks(Path folder) {
    return IndexTable.read(folder, List.of()).has("x0");
  }

  /** Face crops with 68 landmarks (layout of {@code faces68} and {@code landmarks300w}). */
  public static List<LandmarkFace> landmarkFaces(Path folder) {
    List<String> columns = new ArrayList<>(List.of("file", "person", "split", "width", "height"));
    for (int i = 0; i < LandmarkScheme.COUNT; i++) {
      columns.add("x" + i);
      columns.add("y" + i);
    }
    return IndexTable.read(folder, columns).rows().stream().map(DataSets::landmarkFace).toList();
  }

  private static LandmarkFace landmarkFace(IndexTable.Row row) {
    float[] landmarks = new float[2 * LandmarkScheme.COUNT];
    for (int i = 0; i < LandmarkScheme.COUNT; i++) {
      landmarks[2 * i] = row.number("x" + i);
      landmarks[2 * i + 1] = row.number("y" + i);
    }
    return new LandmarkFace(
        row.path("file"),
        row.text("person"),
        row.text("split"),
        (int) row.number("width"),
        (int) row.number("height"),
        landmarks);
  }
}
