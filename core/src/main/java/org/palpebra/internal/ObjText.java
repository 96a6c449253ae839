package org.palpebra.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palpebra.PalpebraException;

/**
 * Vertices, texture coordinates and polygons of a Wavefront OBJ file; everything else in it is
 * passed over. Made for folders of a hundred and more of them.
 *
 * @param positions xyz interleaved, in the file's unit
 * @param uv u, v interleaved, origin bottom-left as OBJ has it
 * @param polygons where each polygon begins among the corners, and the number of corners at the end
 * @param corners vertex of each corner, from 0
 * @param uvCorners texture coordinates of each corner, from 0, or −1
 */
public record ObjText(
    double[] positions, double[] uv, int[] polygons, int[] corners, int[] uvCorners) {
  private static final int MAX_VERTICES = 5_000_000;

  /** So that scaled and subtracted numbers are finite, as floats as well. */
  private static final double MAX_NUMBER = 1e9;

  /**
   * Reads a whole file.
   *
   * @throws PalpebraException naming the file and the line that is wrong
   */
  public static ObjText read(Path file) {
    return new Reading(file, false).run();
  }

  /**
   * Reads the vertices only, up to the first line of texture coordinates, normals or faces.
   *
   * @param count how many there must be
   * @return xyz interleaved, in the file's unit
   * @throws PalpebraException naming the file and the line that is wrong
   */
  public static double[] readVertices(Path file, int count) {
    double[] positions = new Reading(file, true).run().positions();
    if (positions.length != 3 * count) {
      throw FileErrors.bad(
          file,
          "v",
          "has %d vertices, the neutral face has %d".formatted(positions.length / 3, count),
          "give shapes of one mesh");
    }
    return positions;
  }

  private static final class Reading {
    private final Path file;
    private final boolean verticesOnly;
    private final NumberList positions = new NumberList();
    private final NumberList uv = new NumberList();
    private final NumberList polygons = new NumberList();
    private final NumberList corners = new NumberList();
    private final NumberList uvCorners = new NumberList();

    Reading(Path file, boolean verticesOnly) {
      this.file = file;
      this.verticesOnly = verticesOnly;
    }

    ObjText run() {
      try (InputStream in = Files.newInputStream(file)) {
        TextScanner scanner = new TextScanner(in);
        boolean more = true;
        while (more && line(scanner)) {
          more = scanner.nextLine();
        }
      } catch (IOException e) {
        throw FileErrors.unreadable(file, e, "give an OBJ file");
      }
      polygons.add(corners.size());
      return new ObjText(
          positions.toDoubles(),
          uv.toDoubles(),
          polygons.toInts(),
          corners.toInts(),
          uvCorners.toInts());
    }

    /** False where reading may end. */
    private boolean line(TextScanner s) throws IOException {
      if (!s.next()) {
        return true;
      }
      if (s.is("v")) {
        numbers(s, 3, positions);
        return true;
      }
      boolean face = s.is("f");
      if (verticesOnly) {
        return positions.size() == 0 || !(face || s.is("vt") || s.is("vn"));
      }
      if (s.is("vt")) {
        numbers(s, 2, uv);
      } else if (face) {
        face(s);
      }
      return true;
    }

    private void numbers(TextScanner s, int count, NumberList out) throws IOException {
      for (int i = 0; i < count; i++) {
        double value = s.next() ? s.number() : Double.NaN;
        if (!(Math.abs(value) <= MAX_NUMBER)) {
          throw bad(s, "expected %d numbers of size at most %s".formatted(count, MAX_NUMBER));
        }
        out.add(value);
      }
      if (out.size() > 3 * MAX_VERTICES) {
        throw bad(s, "more than %d vertices".formatted(MAX_VERTICES));
      }
    }

    private void face(TextScanner s) throws IOException {
      int first = corners.size();
      polygons.add(first);
      while (s.next()) {
        corners.add(index(s, 0, positions.size() / 3));
        uvCorners.add(index(s, 1, uv.size() / 2));
      }
      if (corners.size() - first < 3) {
        throw bad(s, "a face has %d corners".formatted(corners.size() - first));
      }
    }

    /** From 0; −1 where a corner has no texture coordinates. */
    private int index(TextScanner s, int part, int limit) {
      int one = s.index(part);
      int index = one < 0 ? limit + one : one - 1;
      if (part == 1 && one == 0) {
        return -1;
      }
      if (one == Integer.MIN_VALUE || index < 0 || index >= limit) {
        throw bad(s, "'%s' points outside 1..%d".formatted(printable(s.text()), limit));
      }
      return index;
    }

    private PalpebraException bad(TextScanner s, String problem) {
      return FileErrors.bad(file, "line " + s.line(), problem, "get the file again");
    }

    private static String printable(String text) {
      return text.replaceAll("[^ -~]", "?");
    }
  }
}
