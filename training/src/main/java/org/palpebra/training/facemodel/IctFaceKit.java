package org.palpebra.training.facemodel;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palpebra.PalpebraException;

/**
 * An unpacked ICT-FaceKit {@code FaceXModel} directory, read for measuring. Positions are converted
 * from centimetres to millimetres; its axes are ours.
 *
 * @param directory holds {@code generic_neutral_mesh.obj}, {@code identityNNN.obj}, …
 * @param faces polygons of the face part
 */
record IctFaceKit(Path directory, double[] neutral, List<int[]> faces, int[] landmarks) {
  /** Vertices 0–9408 are the facial skin with inner lids, lips and ears. */
  static final int FACE_VERTICES = 9409;

  static final int IDENTITIES = 100;

  /** Vertex ranges of the two eyeballs' white parts, subject's left and right. */
  static final int[][] SCLERA = {{21451, 22221}, {23021, 23791}};

  private static final double MILLIMETRES = 10;

  static IctFaceKit open(Path directory) {
    Path file = directory.resolve("generic_neutral_mesh.obj");
    List<int[]> faces = new ArrayList<>();
    for (String line : lines(file)) {
      if (line.startsWith("f ")) {
        int[] face = face(line);
        if (max(face) < FACE_VERTICES) {
          faces.add(face);
        }
      }
    }
    return new IctFaceKit(
        directory,
        vertices(file),
        List.copyOf(faces),
        landmarkIds(directory.resolve("vertex_indices.json")));
  }

  /** Displacement of every vertex under identity mode k at one standard deviation. */
  double[] identity(int k) {
    return displacement("identity%03d.obj".formatted(k));
  }

  /** Displacement of every vertex under a morph of that file name, without the extension. */
  double[] morph(String name) {
    return displacement(name + ".obj");
  }

  private double[] displacement(String name) {
    double[] v = vertices(directory.resolve(name));
    if (v.length != neutral.length) {
      throw new PalpebraException(
          "%s: %d coordinates, the neutral mesh has %d; unpack the same release of FaceXModel"
              .formatted(directory.resolve(name), v.length, neutral.length));
    }
    for (int i = 0; i < v.length; i++) {
      v[i] -= neutral[i];
    }
    return v;
  }

  private static double[] vertices(Path file) {
    List<String> lines = lines(file);
    double[] v = new double[3 * (int) lines.stream().filter(l -> l.startsWith("v ")).count()];
    int n = 0;
    for (String line : lines) {
      if (line.startsWith("v ")) {
        StringTokenizer t = new StringTokenizer(line);
        t.nextToken();
        for (int k = 0; k < 3; k++) {
          v[n++] = MILLIMETRES * Double.parseDouble(t.nextToken());
        }
      }
    }
    return v;
  }

  private static int[] face(String line) {
    StringTokenizer t = new StringTokenizer(line);
    t.nextToken();
    int[] face = new int[t.countTokens()];
    for (int i = 0; i < face.length; i++) {
      String corner = t.nextToken();
      int slash = corner.indexOf('/');
      face[i] = Integer.parseInt(slash < 0 ? corner : corner.substring(0, slash)) - 1;
    }
    return face;
  }

  private static int max(int[] face) {
    int max = face[0];
    for (int v : face) {
      max = Math.max(max, v);
    }
    return max;
  }

  private static int[] landmarkIds(Path file) {
    String text = String.join("", lines(file));
    Matcher m = Pattern.compile("\"idx_to_landmark_verts\"\\s*:\\s*\\[([^]]*)]").matcher(text);
    if (!m.find()) {
      throw new PalpebraException(
          file + ": no idx_to_landmark_verts; take the file from the FaceXModel directory");
    }
    String[] ids = m.group(1).split(",", -1);
    int[] out = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      out[i] = Integer.parseInt(ids[i].trim());
    }
    return out;
  }

  private static List<String> lines(Path file) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new PalpebraException(
          file + ": cannot be read; give the unpacked FaceXModel directory of ICT-FaceKit", e);
    }
    return lines;
  }
}
