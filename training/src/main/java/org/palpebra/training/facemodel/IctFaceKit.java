package org.palpebra.training.facemodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palpebra.PalpebraException;
import org.palpebra.internal.ObjText;

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
    ObjText mesh = ObjText.read(directory.resolve("generic_neutral_mesh.obj"));
    List<int[]> faces = new ArrayList<>();
    for (int p = 0; p + 1 < mesh.polygons().length; p++) {
      int[] face = Arrays.copyOfRange(mesh.corners(), mesh.polygons()[p], mesh.polygons()[p + 1]);
      if (Arrays.stream(face).max().orElse(0) < FACE_VERTICES) {
        faces.add(face);
      }
    }
    return new IctFaceKit(
        directory,
        millimetres(mesh.positions()),
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
    double[] v = millimetres(ObjText.readVertices(directory.resolve(name), neutral.length / 3));
    for (int i = 0; i < v.length; i++) {
      v[i] -= neutral[i];
    }
    return v;
  }

  private static double[] millimetres(double[] centimetres) {
    double[] v = new double[centimetres.length];
    Arrays.setAll(v, i -> MILLIMETRES * centimetres[i]);
    return v;
  }

  private static int[] landmarkIds(Path file) {
    String text = text(file);
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

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new PalpebraException(
          file + ": cannot be read; give the unpacked FaceXModel directory of ICT-FaceKit", e);
    }
  }
}
