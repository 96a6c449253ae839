package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.List;

/** Rows of vertices across the jaw line, along which the contour landmarks slide. */
final class JawContours {
  /** Where the rows run to in the layout: the middle of the face. */
  private static final double[] CENTRE = {0, 0.25};

  private static final double SPACING = 3.5;

  /** Millimetres in front of it; the first two would reach the lips. */
  private static final double[] FRONT = {12, 34, 38, 38, 38, 38, 38, 38, 38};

  /** Millimetres behind ICT-FaceKit's landmark, 8 (chin) to 16 (ear). */
  private static final double[] BACK = {14, 16, 20, 24, 28, 28, 26, 21, 17.5};

  /**
   * How far each row lies towards the next landmark (negative: the one before), in steps between
   * them: where annotators of photos put theirs, as the mean face fitted to the training splits of
   * 300-W and video-frame crops tells.
   */
  private static final double[] ALONG = {0, 0.25, 0.3, 0.23, 0.08, 0, 0, -0.15, -0.2};

  private final ControlPoints points;
  private final HalfMesh half;

  JawContours(ControlPoints points, HalfMesh half) {
    this.points = points;
    this.half = half;
  }

  /** Adds the rows to the mesh; nine of them, landmarks 8–16, each from behind to the front. */
  int[][] rows() {
    int[][] rows = new int[9][];
    for (int i = 0; i < 9; i++) {
      double x = place(i, 0);
      double y = place(i, 1);
      List<Integer> row = new ArrayList<>();
      List<double[]> back = walk(x, y, -1, BACK[i]);
      for (int k = back.size() - 1; k >= 0; k--) {
        row.add(half.fixed(back.get(k)[0], back.get(k)[1]));
      }
      row.add(half.fixed(x, y));
      for (double[] place : walk(x, y, 1, FRONT[i])) {
        row.add(half.fixed(place[0], place[1]));
      }
      rows[i] = row.stream().mapToInt(Integer::intValue).toArray();
    }
    return rows;
  }

  private double place(int row, int axis) {
    double here = layout(row, axis);
    double along = ALONG[row];
    double next = layout(along < 0 ? row - 1 : Math.min(row + 1, ALONG.length - 1), axis);
    return here + Math.abs(along) * (next - here);
  }

  private double layout(int row, int axis) {
    String name = "landmark" + (8 + row);
    int p = points.indexOf(points.has(name) ? name : name + ".L");
    return points.layout()[2 * p + axis];
  }

  /** Places every {@value #SPACING} mm along the line to (sense 1) or from the centre. */
  private List<double[]> walk(double x, double y, int sense, double length) {
    double dx = CENTRE[0] - x;
    double dy = CENTRE[1] - y;
    double norm = Math.sqrt(dx * dx + dy * dy);
    double step = 0.001 * sense;
    List<double[]> out = new ArrayList<>();
    double[] last = half.lift(x, y);
    double gone = 0;
    for (int k = 1; out.size() * SPACING + SPACING <= length && k < 500; k++) {
      double px = x + k * step * dx / norm;
      double py = y + k * step * dy / norm;
      double[] here = half.lift(px, py);
      gone += distance(last, here);
      last = here;
      if (gone >= SPACING) {
        gone -= SPACING;
        out.add(new double[] {px, py});
      }
    }
    return out;
  }

  private static double distance(double[] a, double[] b) {
    double x = a[0] - b[0];
    double y = a[1] - b[1];
    double z = a[2] - b[2];
    return Math.sqrt(x * x + y * y + z * z);
  }
}
