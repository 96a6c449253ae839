package org.palpebra.training.facemodel;

import org.palpebra.model.LandmarkScheme;

/** Finds the 68 iBUG landmarks and the sliding jaw line on the mesh. */
final class Landmarker {
  /** Row of the mouth where the lips touch. */
  private static final int CONTACT_ROW = FaceTopology.LIP_ROWS;

  /** Row of the lips where annotators put the sides of the upper lip. */
  private static final int UPPER_SIDE_ROW = 1;

  /**
   * Columns by which landmarks of the lips lie nearer to the middle than the control points of
   * ICT-FaceKit (negative: nearer to the corner): where annotators of photos put theirs, as the
   * face model fitted to the training splits of 300-W and video-frame crops tells.
   */
  private static final int UPPER_BORDER_SHIFT = -1;

  private static final int LOWER_BORDER_SHIFT = 1;
  private static final int CONTACT_SHIFT = 2;

  private final ControlPoints points;
  private final FaceTopology topology;

  Landmarker(ControlPoints points, FaceTopology topology) {
    this.points = points;
    this.topology = topology;
  }

  LandmarkScheme scheme() {
    int[] out = new int[LandmarkScheme.COUNT];
    int[][] contours = new int[LandmarkScheme.CONTOUR][];
    for (int i = 0; i <= 8; i++) {
      contours[8 + i] = topology.contours()[i].clone();
      contours[8 - i] = mirrored(topology.contours()[i]);
    }
    for (int i = 0; i < contours.length; i++) {
      out[i] = contours[i][0];
    }
    for (int i = 22; i <= 35; i++) {
      if (i <= 30 || i >= 33) {
        out[i] = marked(i);
      }
    }
    eye(out);
    mouth(out);
    int[][] pairs = {
      {17, 26}, {18, 25}, {19, 24}, {20, 23}, {21, 22}, {31, 35}, {32, 34}, {36, 45}, {37, 44},
      {38, 43}, {39, 42}, {40, 47}, {41, 46}, {48, 54}, {49, 53}, {50, 52}, {59, 55}, {58, 56},
      {60, 64}, {61, 63}, {67, 65}
    };
    for (int[] pair : pairs) {
      out[pair[0]] = topology.mirror()[out[pair[1]]];
    }
    return new LandmarkScheme(out, contours);
  }

  private int[] mirrored(int[] row) {
    int[] out = new int[row.length];
    for (int i = 0; i < row.length; i++) {
      out[i] = topology.mirror()[row[i]];
    }
    return out;
  }

  private int marked(int landmark) {
    Integer v = topology.marked().get("landmark" + landmark);
    return v != null ? v : topology.marked().getOrDefault("landmark" + landmark + ".L", 0);
  }

  /** Corners, and the columns at a third and two thirds of each lid, facing each other. */
  private void eye(int[] out) {
    int[] lash = topology.leftEye().lid()[0];
    int half = FaceTopology.EYE_COLUMNS / 2;
    out[42] = lash[0];
    out[43] = lash[half / 3];
    out[44] = lash[2 * half / 3];
    out[45] = lash[half];
    out[46] = lash[half + half / 3];
    out[47] = lash[half + 2 * half / 3];
  }

  private void mouth(int[] out) {
    int[] border = topology.mouth()[0];
    int[] contact = topology.mouth()[CONTACT_ROW];
    int quarter = FaceTopology.MOUTH_COLUMNS / 4;
    out[51] = border[0];
    out[52] = nearest(border, 52);
    out[53] =
        topology.mouth()[UPPER_SIDE_ROW][column(border, nearest(border, 53)) - UPPER_BORDER_SHIFT];
    out[54] = border[quarter];
    out[55] = nearest(border, 55);
    out[56] = border[column(border, nearest(border, 56)) + LOWER_BORDER_SHIFT];
    out[57] = border[2 * quarter];
    out[62] = contact[0];
    int upper = column(contact, nearest(contact, 63)) - CONTACT_SHIFT;
    out[63] = contact[upper];
    out[64] = contact[quarter];
    out[65] = contact[2 * quarter - upper];
    out[66] = contact[2 * quarter];
  }

  private static int column(int[] row, int v) {
    for (int c = 0; c < row.length; c++) {
      if (row[c] == v) {
        return c;
      }
    }
    throw new IllegalArgumentException("vertex " + v + " is not in the row");
  }

  /** The row's vertex whose place is nearest to that control point's. */
  private int nearest(int[] row, int landmark) {
    int p = points.indexOf("landmark" + landmark + ".L");
    int best = row[0];
    double least = Double.MAX_VALUE;
    for (int v : row) {
      double x = topology.layout()[2 * v] - points.layout()[2 * p];
      double y = topology.layout()[2 * v + 1] - points.layout()[2 * p + 1];
      if (x * x + y * y < least) {
        least = x * x + y * y;
        best = v;
      }
    }
    return best;
  }
}
