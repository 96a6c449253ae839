package org.palpebra.training.facemodel;

import java.util.List;
import org.palpebra.training.facemodel.FaceTopology.EyeGrid;

/** What belongs to what, and how much of the face each vertex stands for. */
final class Regions {
  static final List<String> NAMES =
      List.of("skin", "lips", "mouth", "lids", "innerLids", "leftEyeball", "rightEyeball");

  static final byte SKIN = 0;
  static final byte LIPS = 1;
  static final byte MOUTH = 2;
  static final byte LIDS = 3;
  static final byte INNER_LIDS = 4;
  static final byte LEFT_EYEBALL = 5;
  static final byte RIGHT_EYEBALL = 6;

  private Regions() {}

  static byte[] ids(FaceTopology topology) {
    byte[] out = new byte[topology.vertices()];
    for (int r = 0; r < topology.mouth().length; r++) {
      mark(out, topology.mouth()[r], r <= FaceTopology.LIP_ROWS + 1 ? LIPS : MOUTH);
    }
    out[topology.bagCentre()] = MOUTH;
    eye(out, topology.leftEye(), LEFT_EYEBALL);
    eye(out, topology.rightEye(), RIGHT_EYEBALL);
    return out;
  }

  private static void eye(byte[] out, EyeGrid eye, byte ball) {
    for (int r = 0; r < eye.lid().length - 1; r++) {
      mark(out, eye.lid()[r], LIDS);
    }
    for (int[] row : eye.inner()) {
      mark(out, row, INNER_LIDS);
    }
    for (int[] row : eye.ball()) {
      mark(out, row, ball);
    }
    out[eye.pole()] = ball;
  }

  private static void mark(byte[] out, int[] row, byte id) {
    for (int v : row) {
      out[v] = id;
    }
  }

  /** Weight per vertex, about its area in mm²; the surroundings count a tenth, hidden parts 0. */
  static double[] faceArea(FaceTopology topology, double[] shape) {
    double[] area = new double[topology.vertices()];
    int[] t = topology.triangles();
    for (int i = 0; i < t.length; i += 3) {
      double[] a = Vec.get(shape, t[i]);
      double[] n =
          Vec.cross(Vec.sub(Vec.get(shape, t[i + 1]), a), Vec.sub(Vec.get(shape, t[i + 2]), a));
      for (int k = 0; k < 3; k++) {
        area[t[i + k]] += Vec.norm(n) / 6;
      }
    }
    byte[] ids = ids(topology);
    for (int v = 0; v < area.length; v++) {
      boolean hidden = ids[v] == MOUTH || ids[v] >= INNER_LIDS;
      // The constant favours brows, eyes, nose and lips, where vertices are dense.
      area[v] = hidden ? 0 : isFace(shape, v) ? area[v] + 3 : 0.1 * area[v];
    }
    return area;
  }

  /** In front of the ears, below the hair line, above the throat (ICT-FaceKit's frame). */
  static boolean isFace(double[] shape, int v) {
    return shape[3 * v + 2] > 30 && shape[3 * v + 1] > -82 && shape[3 * v + 1] < 92;
  }
}
