package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palpebra.training.facemodel.FaceTopology.EyeGrid;

/** Mirrors the half mesh and adds inner lids, eyeballs and the mouth bag. */
final class Completion {
  private static final double[] BALL_CORNER = {0.87, -0.87};
  private static final double BALL_SIZE = 0.115;

  private final HalfMesh half;
  private final int[][] lid;
  private final int[][] halfMouth;
  private final int[][] contours;
  private final Map<String, Integer> marked;
  private final List<double[]> layout = new ArrayList<>();
  private final List<Integer> mirror = new ArrayList<>();
  private final List<int[]> triangles = new ArrayList<>();

  Completion(
      HalfMesh half,
      int[][] lid,
      int[][] halfMouth,
      int[][] contours,
      Map<String, Integer> marked) {
    this.half = half;
    this.lid = lid;
    this.halfMouth = halfMouth;
    this.contours = contours;
    this.marked = marked;
  }

  FaceTopology complete() {
    for (int v = 0; v < half.size(); v++) {
      layout.add(half.place(v));
      mirror.add(v);
    }
    for (int v = 0; v < half.size(); v++) {
      if (half.place(v)[0] != 0) {
        addMirrored(v, half.place(v));
      }
    }
    int skin = layout.size();
    triangles.addAll(half.triangles());
    int[][] mouth = wholeMouth();
    int[][] inner = innerLids();
    int[][] ball = ballRings();
    int pole = add(BALL_CORNER[0], BALL_CORNER[1]);
    ballTriangles(ball, pole);
    mirrorTriangles();
    for (int v = skin, end = layout.size(); v < end; v++) {
      addMirrored(v, layout.get(v));
    }
    mirrorTriangles(half.triangles().size());
    int[][] all = withBag(mouth);
    int centre = add(0, bagPlace(mouth, 1, 0)[1]);
    int[] last = all[all.length - 1];
    for (int c = 0; c < last.length; c++) {
      triangles.add(new int[] {last[c], centre, last[(c + 1) % last.length]});
    }
    return new FaceTopology(
        skin,
        layout.stream().flatMapToDouble(p -> java.util.Arrays.stream(p)).toArray(),
        mirror.stream().mapToInt(Integer::intValue).toArray(),
        triangles.stream().flatMapToInt(t -> java.util.Arrays.stream(t)).toArray(),
        new EyeGrid(lid, inner, ball, pole),
        all,
        centre,
        contours,
        Map.copyOf(marked));
  }

  private int add(double x, double y) {
    layout.add(new double[] {x, y});
    mirror.add(mirror.size());
    return layout.size() - 1;
  }

  private void addMirrored(int v, double[] place) {
    int w = add(-place[0], place[1]);
    mirror.set(w, v);
    mirror.set(v, w);
  }

  /** Mirrors the skin triangles that are there so far. */
  private void mirrorTriangles() {
    for (int[] t : half.triangles()) {
      triangles.add(new int[] {mirror.get(t[0]), mirror.get(t[2]), mirror.get(t[1])});
    }
  }

  /** Mirrors what stands between the left skin and the mirrored skin: lids and eyeball. */
  private void mirrorTriangles(int from) {
    int to = triangles.size() - half.triangles().size();
    for (int i = from; i < to; i++) {
      int[] t = triangles.get(i);
      triangles.add(new int[] {mirror.get(t[0]), mirror.get(t[2]), mirror.get(t[1])});
    }
  }

  private int[][] wholeMouth() {
    int[][] rows = new int[halfMouth.length][FaceTopology.MOUTH_COLUMNS];
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < FaceTopology.MOUTH_COLUMNS; c++) {
        int h = Math.min(c, FaceTopology.MOUTH_COLUMNS - c);
        rows[r][c] = c == h ? halfMouth[r][h] : mirror.get(halfMouth[r][h]);
      }
    }
    return rows;
  }

  /** Triangles between two closed rows that run clockwise; outer comes first. */
  private void band(int[] outer, int[] inner) {
    for (int c = 0; c < outer.length; c++) {
      int d = (c + 1) % outer.length;
      triangles.add(new int[] {outer[c], inner[c], outer[d]});
      triangles.add(new int[] {outer[d], inner[c], inner[d]});
    }
  }

  private int[][] innerLids() {
    double[] centre = new double[2];
    for (int v : lid[0]) {
      centre[0] += half.place(v)[0] / lid[0].length;
      centre[1] += half.place(v)[1] / lid[0].length;
    }
    int[][] rows = new int[FaceTopology.INNER_ROWS][FaceTopology.EYE_COLUMNS];
    int[] before = lid[0];
    for (int r = 0; r < rows.length; r++) {
      double f = (r + 1.0) / (rows.length + 1);
      for (int c = 0; c < FaceTopology.EYE_COLUMNS; c++) {
        double[] p = half.place(lid[0][c]);
        rows[r][c] = add(p[0] + f * (centre[0] - p[0]), p[1] + f * (centre[1] - p[1]));
      }
      band(before, rows[r]);
      before = rows[r];
    }
    return rows;
  }

  private int[][] ballRings() {
    double[] angles = FaceTopology.BALL_ANGLES;
    int[][] rings = new int[angles.length][FaceTopology.BALL_COLUMNS];
    for (int r = 0; r < angles.length; r++) {
      double radius = BALL_SIZE * angles[r] / angles[angles.length - 1];
      for (int c = 0; c < FaceTopology.BALL_COLUMNS; c++) {
        double turn = 2 * Math.PI * c / FaceTopology.BALL_COLUMNS;
        rings[r][c] =
            add(
                BALL_CORNER[0] + radius * StrictMath.cos(turn),
                BALL_CORNER[1] + radius * StrictMath.sin(turn));
      }
    }
    return rings;
  }

  private void ballTriangles(int[][] rings, int pole) {
    for (int c = 0; c < FaceTopology.BALL_COLUMNS; c++) {
      int d = (c + 1) % FaceTopology.BALL_COLUMNS;
      triangles.add(new int[] {pole, rings[0][c], rings[0][d]});
      for (int r = 0; r + 1 < rings.length; r++) {
        triangles.add(new int[] {rings[r][c], rings[r + 1][c], rings[r + 1][d]});
        triangles.add(new int[] {rings[r][c], rings[r + 1][d], rings[r][d]});
      }
    }
  }

  private double[] bagPlace(int[][] mouth, double f, int column) {
    int[] last = mouth[mouth.length - 1];
    double[] a = layout.get(last[column]);
    double middle =
        (layout.get(last[0])[1] + layout.get(last[FaceTopology.MOUTH_COLUMNS / 2])[1]) / 2;
    return new double[] {a[0] * (1 - f), a[1] + f * (middle - a[1])};
  }

  /** The bag's rows are their own mirror images: column c faces column 64 − c. */
  private int[][] withBag(int[][] mouth) {
    int[][] rows = java.util.Arrays.copyOf(mouth, mouth.length + FaceTopology.BAG_ROWS);
    for (int k = 0; k < FaceTopology.BAG_ROWS; k++) {
      int[] row = new int[FaceTopology.MOUTH_COLUMNS];
      for (int c = 0; c < row.length; c++) {
        double[] p = bagPlace(mouth, (k + 1.0) / (FaceTopology.BAG_ROWS + 1), c);
        row[c] = add(p[0], p[1]);
      }
      for (int c = 0; c < row.length; c++) {
        mirror.set(row[c], row[(row.length - c) % row.length]);
      }
      band(rows[mouth.length + k - 1], row);
      rows[mouth.length + k] = row;
    }
    return rows;
  }
}
