package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mesh in the plane: structured rows round eyes and lips, graded triangles between, both halves
 * mirrored. Vertices below {@link #skin} are lifted to space by interpolation; inner lids and mouth
 * bag hang on skin vertices, eyeballs are spheres.
 *
 * @param skin number of vertices that are lifted
 * @param layout x0,y0,… of all vertices (those not lifted: places for the texture)
 * @param mirror the vertex on the other side
 * @param triangles counter-clockwise seen from outside
 * @param leftEye vertices round the subject's left eye
 * @param mouth rows of 64 vertices from the vermilion border inwards; column 0 is the middle of the
 *     upper lip, 16 the left corner, 32 the middle of the lower lip
 * @param bagCentre closes the mouth bag
 * @param contours rows of vertices across the jaw line, from behind to the front, for landmarks
 *     8–16
 * @param marked vertex of each control point that was asked for by name
 */
record FaceTopology(
    int skin,
    double[] layout,
    int[] mirror,
    int[] triangles,
    EyeGrid leftEye,
    int[][] mouth,
    int bagCentre,
    int[][] contours,
    Map<String, Integer> marked) {

  /** Columns round an eye: 0 inner corner, 24 outer corner; 1–23 upper lid, 25–47 lower lid. */
  static final int EYE_COLUMNS = 48;

  /** Rows of lid skin from the lash line (row 0) to the orbit. */
  static final int LID_ROWS = 9;

  /** Rows behind the lash line: inner edge of the margin, then the inner side. */
  static final int INNER_ROWS = 3;

  static final int MOUTH_COLUMNS = 64;
  static final int LIP_ROWS = 6;
  static final int INNER_LIP_ROWS = 4;
  static final int BAG_ROWS = 4;

  /** Distances of the eyeball's rings from its axis at the pole, as angles in radians. */
  static final double[] BALL_ANGLES = {
    0.10, 0.145, 0.19, 0.28, 0.36, 0.405, 0.44, 0.475, 0.56, 0.70, 0.86, 1.05, 1.3, 1.55
  };

  static final int BALL_COLUMNS = 28;

  /**
   * One eye.
   *
   * @param lid rows × columns of lid skin
   * @param inner rows × columns behind the lash line
   * @param ball rings × columns of the eyeball
   * @param pole the eyeball's foremost vertex
   */
  record EyeGrid(int[][] lid, int[][] inner, int[][] ball, int pole) {
    EyeGrid mirrored(int[] mirror) {
      return new EyeGrid(
          mirrored(lid, mirror), mirrored(inner, mirror), mirrored(ball, mirror), mirror[pole]);
    }

    private static int[][] mirrored(int[][] rows, int[] mirror) {
      return Arrays.stream(rows)
          .map(row -> Arrays.stream(row).map(v -> mirror[v]).toArray())
          .toArray(int[][]::new);
    }
  }

  int vertices() {
    return mirror.length;
  }

  EyeGrid rightEye() {
    return leftEye.mirrored(mirror);
  }

  /** Builds the mesh; {@code lift} tells how large things are in space. */
  static FaceTopology build(ControlPoints points, FaceLift lift) {
    return new Builder(points, lift).build();
  }

  private static final class Builder {
    private final ControlPoints points;
    private final HalfMesh half;
    private final Map<String, Integer> marked = new HashMap<>();
    private int[][] lid = new int[0][];
    private int[][] halfMouth = new int[0][];

    Builder(ControlPoints points, FaceLift lift) {
      this.points = points;
      half = new HalfMesh(lift);
    }

    FaceTopology build() {
      lid = lidRows();
      halfMouth = mouthRows();
      int[][] contours = new JawContours(points, half).rows();
      for (int i = 17; i <= 35; i++) {
        mark("landmark" + i);
      }
      // A place on the throat, so that the midline has a vertex of its own there.
      mark("skin.0");
      half.fill(lid[LID_ROWS - 1], halfMouth[0]);
      structuredTriangles();
      return new Completion(half, lid, halfMouth, contours, marked).complete();
    }

    private void mark(String landmark) {
      for (String name : List.of(landmark, landmark + ".L")) {
        if (points.has(name)) {
          int p = points.indexOf(name);
          marked.put(name, half.fixed(points.layout()[2 * p], points.layout()[2 * p + 1]));
        }
      }
    }

    private double[] places(String stem, int from, int to, String suffix) {
      double[] out = new double[2 * (to - from + 1)];
      for (int i = from; i <= to; i++) {
        String name = stem + i;
        int p = points.indexOf(points.has(name) ? name : name + suffix);
        out[2 * (i - from)] = points.layout()[2 * p];
        out[2 * (i - from) + 1] = points.layout()[2 * p + 1];
      }
      return out;
    }

    /** Loop parameter 0..1 per lid over loops of 14, 12 and 10 points. */
    private int[][] lidRows() {
      LayoutCurve[] loops = {
        LayoutCurve.closed(places("eye.margin.", 0, 13, ".L")),
        LayoutCurve.closed(places("eye.fold.", 0, 11, ".L")),
        LayoutCurve.closed(places("eye.orbit.", 0, 9, ".L"))
      };
      int[] counts = {14, 12, 10};
      double[] columns = columns(loops[0]);
      int[][] rows = new int[LID_ROWS][EYE_COLUMNS];
      for (int r = 0; r < LID_ROWS; r++) {
        double across = 2.0 * r / (LID_ROWS - 1);
        int l = Math.min((int) across, 1);
        for (int c = 0; c < EYE_COLUMNS; c++) {
          double t = columns[c];
          double[] a = loops[l].at(t * counts[l]);
          double[] b = loops[l + 1].at(t * counts[l + 1]);
          double f = across - l;
          rows[r][c] = half.fixed(a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1]));
        }
      }
      return rows;
    }

    /**
     * Columns face each other across the opening: loop parameters (0–1) of evenly spaced x between
     * the corners, a little closer at the corners.
     */
    private double[] columns(LayoutCurve margin) {
      int lid = EYE_COLUMNS / 2;
      double inner = lashX(margin, 0);
      double outer = lashX(margin, 0.5);
      double[] out = new double[EYE_COLUMNS];
      for (int c = 1; c < lid; c++) {
        double even = c / (double) lid;
        double f = 0.75 * even + 0.25 * (1 - StrictMath.cos(Math.PI * even)) / 2;
        double x = inner + f * (outer - inner);
        out[c] = crossing(margin, 0, 0.5, x);
        out[EYE_COLUMNS - c] = crossing(margin, 1, 0.5, x);
      }
      out[lid] = 0.5;
      return out;
    }

    /** The parameter between from (inner corner) and to (outer corner) where x is reached. */
    private double crossing(LayoutCurve margin, double from, double to, double x) {
      double low = from;
      double high = to;
      for (int i = 0; i < 30; i++) {
        double middle = (low + high) / 2;
        if (lashX(margin, middle) < x) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return (low + high) / 2;
    }

    private double lashX(LayoutCurve margin, double t) {
      double[] place = margin.at(t * 14);
      double[] p = half.lift(place[0], place[1]);
      Proportions.apply(p, 1);
      return p[0];
    }

    private int[][] mouthRows() {
      LayoutCurve[] loops = {
        LayoutCurve.halved(places("mouth.border.", 0, 14, ".L")),
        LayoutCurve.halved(places("mouth.lip.", 0, 6, ".L")),
        LayoutCurve.halved(places("mouth.contact.", 0, 8, ".L")),
        LayoutCurve.halved(places("mouth.inner.", 0, 4, ".L")),
        LayoutCurve.halved(places("mouth.inside.", 0, 4, ".L"))
      };
      int[] spans = {14, 6, 8, 4, 4};
      int[] steps = {3, 3, 2, 2};
      List<int[]> rows = new ArrayList<>();
      for (int l = 0; l < steps.length; l++) {
        for (int s = 0; s < steps[l] + (l == steps.length - 1 ? 1 : 0); s++) {
          double f = s / (double) steps[l];
          int[] row = new int[MOUTH_COLUMNS / 2 + 1];
          for (int c = 0; c < row.length; c++) {
            double t = c / (double) (row.length - 1);
            double[] a = loops[l].at(t * spans[l]);
            double[] b = loops[l + 1].at(t * spans[l + 1]);
            boolean middle = c == 0 || c == row.length - 1;
            row[c] = half.fixed(middle ? 0 : a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1]));
          }
          rows.add(row);
        }
      }
      return rows.toArray(int[][]::new);
    }

    private void structuredTriangles() {
      for (int r = 0; r + 1 < lid.length; r++) {
        half.band(lid[r + 1], lid[r], true);
      }
      for (int r = 0; r + 1 < halfMouth.length; r++) {
        half.band(halfMouth[r], halfMouth[r + 1], false);
      }
    }
  }
}
