package org.palpebra.model.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A folder with ICT-FaceKit's files in small: a bent sheet of 12×12 vertices with two lid margins
 * along its edges, and two balls of {@value #BALL} vertices. Units are centimetres.
 */
final class TinyIctKit {
  static final int SIDE = 12;
  static final int SHEET = SIDE * SIDE;
  static final int BALL = 40;
  static final int SCLERA = 30;
  static final int VERTICES = SHEET + 2 * BALL;
  static final int IDENTITIES = 3;

  /** Corners and lids in the order inner corner, upper, upper, outer corner, lower, lower. */
  private static final int[] LEFT = {at(6, 3), at(7, 5), at(9, 5), at(10, 3), at(9, 1), at(7, 1)};

  private static final int[] RIGHT = {at(5, 3), at(4, 5), at(2, 5), at(1, 3), at(2, 1), at(4, 1)};
  private static final List<String> EXPRESSIONS =
      List.of("jawOpen", "eyeBlink_L", "eyeBlink_R", "eyeLookOut_L", "PupilDilate_R");

  private TinyIctKit() {}

  static final IctLayout LAYOUT =
      new IctLayout(
          IDENTITIES,
          List.of(
              new IctLayout.Region(IctLayout.SKIN, 0, 120, true),
              new IctLayout.Region(IctLayout.HEAD, 120, 130, true),
              new IctLayout.Region(IctLayout.MOUTH, 130, 132, true),
              new IctLayout.Region(IctLayout.LEFT_SOCKET, 132, 134, true),
              new IctLayout.Region(IctLayout.RIGHT_SOCKET, 134, 136, true),
              new IctLayout.Region(IctLayout.GUMS, 136, 138, true),
              new IctLayout.Region(IctLayout.TEETH, 138, 140, true),
              new IctLayout.Region(IctLayout.LEFT_LASHES, 140, SHEET, false),
              new IctLayout.Region(IctLayout.LEFT_EYEBALL, SHEET, SHEET + BALL, true),
              new IctLayout.Region(IctLayout.RIGHT_EYEBALL, SHEET + BALL, VERTICES, true)),
          SCLERA);

  /** Vertex of a place on the sheet. */
  static int at(int column, int row) {
    return row * SIDE + column;
  }

  /** Writes the folder. */
  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    double[] shape = shape();
    Files.writeString(folder.resolve("generic_neutral_mesh.obj"), obj(shape));
    Random random = new Random(5);
    for (int k = 0; k < IDENTITIES; k++) {
      String name = "identity%03d.obj".formatted(k);
      Files.writeString(folder.resolve(name), obj(moved(shape, random)));
    }
    for (String name : EXPRESSIONS) {
      Files.writeString(folder.resolve(name + ".obj"), obj(moved(shape, random)));
    }
    Files.writeString(folder.resolve("vertex_indices.json"), indices());
    return folder;
  }

  private static double[] shape() {
    double[] shape = new double[3 * VERTICES];
    for (int v = 0; v < SHEET; v++) {
      double x = v % SIDE - 5.5;
      put(shape, v, x, v / SIDE - 5.5, 10 - 0.1 * x * x);
    }
    for (int e = 0; e < 2; e++) {
      for (int i = 0; i < BALL; i++) {
        double z = 1 - 2 * (i + 0.5) / BALL;
        double r = Math.sqrt(1 - z * z);
        double side = e == 0 ? 3 : -3;
        // the iris, at the end of the ball's vertices, looks ahead
        put(
            shape,
            SHEET + e * BALL + BALL - 1 - i,
            side + 1.5 * r * Math.cos(2.4 * i),
            -2.5 + 1.5 * r * Math.sin(2.4 * i),
            7 + 1.5 * z);
      }
    }
    return shape;
  }

  private static void put(double[] shape, int v, double x, double y, double z) {
    shape[3 * v] = x;
    shape[3 * v + 1] = y;
    shape[3 * v + 2] = z;
  }

  private static double[] moved(double[] shape, Random random) {
    double[] moved = shape.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += 0.02 * random.nextGaussian();
    }
    return moved;
  }

  private static String obj(double[] shape) {
    StringBuilder obj = new StringBuilder("# made up\n");
    for (int v = 0; v < VERTICES; v++) {
      obj.append(
          "v %.4f %.4f %.4f%n"
              .formatted(shape[3 * v], shape[3 * v + 1], shape[3 * v + 2])
              .replace("\r", ""));
    }
    for (int v = 0; v <= VERTICES; v++) {
      obj.append(String.format(Locale.ROOT, "vt %.4f %.4f\n", v % 20 / 20.0, v / 20 / 20.0));
    }
    for (int v = 0; v < SHEET - SIDE; v++) {
      if (v % SIDE < SIDE - 1) {
        // the last texture coordinates belong to a second side of vertex 0
        int first = v == 0 ? VERTICES + 1 : v + 1;
        obj.append(
            "f %d/%d %d/%d %d/%d %d/%d\n"
                .formatted(
                    v + 1,
                    first,
                    v + 2,
                    v + 2,
                    v + 2 + SIDE,
                    v + 2 + SIDE,
                    v + 1 + SIDE,
                    v + 1 + SIDE));
      }
    }
    obj.append("usemtl first_side\nf 1/1 2/2 13/13\n");
    return obj.toString();
  }

  private static String indices() {
    List<String> landmarks = new ArrayList<>();
    for (int i = 0; i < 68; i++) {
      landmarks.add(String.valueOf((5 * i) % SHEET));
    }
    int[] right = {3, 2, 1, 0, 5, 4};
    for (int i = 0; i < 6; i++) {
      landmarks.set(36 + i, String.valueOf(RIGHT[right[i]]));
      landmarks.set(42 + i, String.valueOf(LEFT[i]));
    }
    return "{\"expressions\": [\""
        + String.join("\", \"", EXPRESSIONS.subList(0, 4))
        + "\"],\n \"idx_to_landmark_verts\": ["
        + String.join(", ", landmarks)
        + "]}\n";
  }
}
