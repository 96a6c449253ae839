package org.palpebra.model.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palpebra.PalpebraException;
import org.palpebra.internal.FileErrors;
import org.palpebra.model.LandmarkScheme;

/**
 * A text file in the manner of eos' {@code ibug_to_*.txt}: a line {@code 31 = 8156 # nose tip} for
 * each landmark, iBUG's number from 1 and the vertex from 0. Of a file with {@code [sections]} only
 * {@code [landmark_mappings]} counts.
 */
final class LandmarkMap {
  private static final long MAX_SIZE = 1 << 20;
  private static final Pattern LINE = Pattern.compile("(\\d{1,3})\\s*=\\s*(\\d{1,9})");

  private LandmarkMap() {}

  /** The vertex of each landmark that the file names, by the landmark's number from 0. */
  static Map<Integer, Integer> read(Path file, int vertexCount) {
    Map<Integer, Integer> vertices = new TreeMap<>();
    boolean counts = true;
    int number = 0;
    for (String line : content(file).lines().toList()) {
      number++;
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (text.startsWith("[") && !text.startsWith("[[")) {
        counts = text.equals("[landmark_mappings]");
      } else if (counts && !text.isEmpty()) {
        put(vertices, file, number, text, vertexCount);
      }
    }
    return vertices;
  }

  private static void put(
      Map<Integer, Integer> vertices, Path file, int line, String text, int vertexCount) {
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw bad(file, line, "is no 'landmark = vertex'", "write 31 = 8156");
    }
    int landmark = Integer.parseInt(matcher.group(1));
    int vertex = Integer.parseInt(matcher.group(2));
    if (landmark < 1 || landmark > LandmarkScheme.COUNT) {
      throw bad(file, line, "there is no landmark " + landmark, "number them from 1 to 68");
    }
    if (vertex >= vertexCount) {
      throw bad(file, line, "there is no vertex " + vertex, "take one below " + vertexCount);
    }
    if (vertices.put(landmark - 1, vertex) != null) {
      throw bad(file, line, "landmark " + landmark + " is there twice", "delete one");
    }
  }

  private static PalpebraException bad(Path file, int line, String problem, String remedy) {
    return FileErrors.bad(file, "line " + line, problem, remedy);
  }

  private static String content(Path file) {
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw FileErrors.bad(file, "size", "is larger than 1 MiB", "give a landmark map");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e, "put the landmark map there");
    }
  }
}
