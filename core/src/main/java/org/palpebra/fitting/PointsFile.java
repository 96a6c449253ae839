package org.palpebra.fitting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.palpebra.PalpebraException;
import org.palpebra.internal.FileErrors;
import org.palpebra.model.LandmarkScheme;

/**
 * Annotations in iBUG's format: {@code version: 1}, {@code n_points: 68} and one line {@code x y}
 * per landmark between braces. In the files the centre of the top-left pixel is (1, 1).
 */
public final class PointsFile {
  /** From the files' coordinates to pixels from the corner of the top-left pixel. */
  private static final float SHIFT = -0.5f;

  private static final String COUNT = "n_points:";

  private final Path file;
  private final List<String> lines;

  private PointsFile(Path file) {
    this.file = file;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e, "give a text file of 68 landmarks");
    }
  }

  /**
   * Reads the 68 landmarks.
   *
   * @return {@code float[136]}, x, y interleaved, pixels from the corner of the top-left pixel
   * @throws PalpebraException naming file and line if it is not as it should be
   */
  public static float[] read(Path file) {
    return new PointsFile(file).landmarks();
  }

  private float[] landmarks() {
    float[] landmarks = new float[2 * LandmarkScheme.COUNT];
    int line = start();
    for (int i = 0; i < LandmarkScheme.COUNT; i++, line++) {
      String text = line < lines.size() ? lines.get(line).strip() : "";
      String[] words = text.split("\\s+", -1);
      if (words.length != 2) {
        throw error(line, "expected x and y of landmark %d, got '%s'".formatted(i, text));
      }
      landmarks[2 * i] = number(line, words[0]) + SHIFT;
      landmarks[2 * i + 1] = number(line, words[1]) + SHIFT;
    }
    if (line >= lines.size() || !lines.get(line).strip().equals("}")) {
      throw error(line, "expected } after %d landmarks".formatted(LandmarkScheme.COUNT));
    }
    return landmarks;
  }

  /** The first line behind the brace. */
  private int start() {
    for (int line = 0; line < lines.size(); line++) {
      String text = lines.get(line).strip();
      if (text.equals("{")) {
        return line + 1;
      }
      if (text.startsWith(COUNT)
          && !text.substring(COUNT.length()).strip().equals("" + LandmarkScheme.COUNT)) {
        throw error(line, "%s; only files of 68 landmarks can be used".formatted(text));
      }
    }
    throw error(lines.size(), "no {");
  }

  private float number(int line, String word) {
    try {
      float number = Float.parseFloat(word);
      if (Float.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw error(line, "not a number: " + word);
    }
    throw error(line, "not a finite number: " + word);
  }

  private PalpebraException error(int line, String problem) {
    return new PalpebraException(
        "%s: line %d: %s; give iBUG's format".formatted(file, line + 1, problem));
  }
}
