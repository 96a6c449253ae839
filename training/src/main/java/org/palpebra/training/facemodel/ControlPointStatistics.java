package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the statistics of at most {@value ControlPoints#LIMIT} named control points on
 * ICT-FaceKit.
 *
 * <p>Landmarks and loops round the eyes and lips are named first; the rest go, a mirrored pair at a
 * time, to where thin-plate interpolation of the points so far is worst (mean shape, leading
 * identity modes and expressions together).
 */
final class ControlPointStatistics {
  private static final int EYE_COLUMNS = 42;
  private static final int LEADING_MODES = 40;
  private static final int BATCH = 3;

  private static final List<String> EXPRESSIONS =
      List.of(
          ("browDown_L browDown_R browInnerUp_L browInnerUp_R browOuterUp_L browOuterUp_R"
                  + " cheekPuff_L cheekPuff_R cheekSquint_L cheekSquint_R eyeBlink_L eyeBlink_R"
                  + " eyeLookDown_L eyeLookDown_R eyeLookIn_L eyeLookIn_R eyeLookOut_L"
                  + " eyeLookOut_R eyeLookUp_L eyeLookUp_R eyeSquint_L eyeSquint_R eyeWide_L"
                  + " eyeWide_R jawForward jawLeft jawOpen jawRight mouthClose mouthDimple_L"
                  + " mouthDimple_R mouthFrown_L mouthFrown_R mouthFunnel mouthLeft"
                  + " mouthLowerDown_L mouthLowerDown_R mouthPress_L mouthPress_R mouthPucker"
                  + " mouthRight mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper"
                  + " mouthSmile_L mouthSmile_R mouthStretch_L mouthStretch_R mouthUpperUp_L"
                  + " mouthUpperUp_R noseSneer_L noseSneer_R")
              .split(" ", -1));

  private final IctFaceKit ict;
  private final DiscLayout disc;
  private final int[] mirror;
  private final double[] layout;
  private final double[][] fields;
  private final List<String> fieldNames = new ArrayList<>();

  /** Points of the left half and the midline, with their names. */
  private final Map<Integer, String> chosen = new LinkedHashMap<>();

  private ControlPointStatistics(IctFaceKit ict) {
    this.ict = ict;
    disc = new DiscLayout(IctFaceKit.FACE_VERTICES, ict.faces());
    mirror = mirrors();
    layout = symmetricLayout();
    fields = new double[IctFaceKit.IDENTITIES + EXPRESSIONS.size()][];
    for (int k = 0; k < fields.length; k++) {
      boolean identity = k < IctFaceKit.IDENTITIES;
      String name =
          identity ? "identity%03d".formatted(k) : EXPRESSIONS.get(k - IctFaceKit.IDENTITIES);
      fieldNames.add(name);
      fields[k] = identity ? ict.identity(k) : ict.morph(name);
    }
  }

  static ControlPoints measure(IctFaceKit ict) {
    ControlPointStatistics s = new ControlPointStatistics(ict);
    s.nameLandmarks();
    s.nameEyeLoops();
    s.nameMouthLoops();
    s.nameOutline();
    s.fillUp();
    return s.collect();
  }

  private double mean(int v, int axis) {
    return ict.neutral()[3 * v + axis];
  }

  private int[] mirrors() {
    int n = IctFaceKit.FACE_VERTICES;
    int[] out = new int[n];
    for (int a = 0; a < n; a++) {
      double best = Double.MAX_VALUE;
      for (int b = 0; b < n; b++) {
        double x = mean(a, 0) + mean(b, 0);
        double y = mean(a, 1) - mean(b, 1);
        double z = mean(a, 2) - mean(b, 2);
        double d = x * x + y * y + z * z;
        if (d < best) {
          best = d;
          out[a] = b;
        }
      }
    }
    return out;
  }

  private double[] symmetricLayout() {
    int[] outer = disc.loops().get(0);
    int top = 0;
    for (int i = 0; i < outer.length; i++) {
      if (mirror[outer[i]] == outer[i] && mean(outer[i], 1) > mean(outer[top], 1)) {
        top = i;
      }
    }
    double[] raw = disc.solve(ict.neutral(), top);
    double[] out = new double[raw.length];
    for (int v = 0; v < mirror.length; v++) {
      out[2 * v] = (raw[2 * v] - raw[2 * mirror[v]]) / 2;
      out[2 * v + 1] = (raw[2 * v + 1] + raw[2 * mirror[v] + 1]) / 2;
    }
    return out;
  }

  private void name(int vertex, String name) {
    if (mean(vertex, 0) < -0.01 && mirror[vertex] != vertex) {
      throw new IllegalArgumentException("not of the left half: " + name);
    }
    chosen.merge(vertex, name, (a, b) -> a + "=" + b);
  }

  private void nameLandmarks() {
    for (int i = 0; i < ict.landmarks().length; i++) {
      int v = ict.landmarks()[i];
      if (mean(v, 0) > -0.01) {
        name(v, "landmark" + i);
      }
    }
  }

  /** Vertices of a column: from a hole's boundary outwards, along the quads. */
  private int[] column(int start, int[] depth, int rings) {
    int[] out = new int[rings + 1];
    out[0] = start;
    for (int k = 1; k <= rings; k++) {
      int here = out[k - 1];
      out[k] = here;
      double best = -Double.MAX_VALUE;
      for (int n : disc.neighbours(here)) {
        double straight = k == 1 ? 0 : straightness(out[k - 2], here, n);
        if (depth[n] == k && straight > best) {
          best = straight;
          out[k] = n;
        }
      }
    }
    return out;
  }

  private double straightness(int a, int b, int c) {
    double dot = 0;
    for (int k = 0; k < 3; k++) {
      dot += (mean(b, k) - mean(a, k)) * (mean(c, k) - mean(b, k));
    }
    return dot / DiscLayout.distance(ict.neutral(), b, c);
  }

  /** Number of edges to the loop. */
  private int[] depths(int[] loop, int limit) {
    int[] depth = new int[IctFaceKit.FACE_VERTICES];
    Arrays.fill(depth, -1);
    List<Integer> front = new ArrayList<>();
    for (int v : loop) {
      depth[v] = 0;
      front.add(v);
    }
    for (int k = 1; k <= limit; k++) {
      List<Integer> next = new ArrayList<>();
      for (int v : front) {
        for (int n : disc.neighbours(v)) {
          if (depth[n] < 0) {
            depth[n] = k;
            next.add(n);
          }
        }
      }
      front = next;
    }
    return depth;
  }

  private int[][] columns(int[] loop, int rings) {
    int[] depth = depths(loop, rings);
    int[][] out = new int[loop.length][];
    for (int i = 0; i < loop.length; i++) {
      out[i] = column(loop[i], depth, rings);
    }
    return out;
  }

  private int[] loop(int length, boolean leftHalf) {
    for (int[] loop : disc.loops()) {
      double x = 0;
      for (int v : loop) {
        x += mean(v, 0);
      }
      if (loop.length == length && (!leftHalf || x > 0)) {
        return loop;
      }
    }
    throw new IllegalArgumentException("no boundary of " + length + " vertices");
  }

  /** Columns in order inner corner, upper lid, outer corner, lower lid. */
  private void nameEyeLoops() {
    int[][] columns = columns(loop(EYE_COLUMNS, true), 9);
    int inner = 0;
    int outer = 0;
    for (int i = 0; i < EYE_COLUMNS; i++) {
      if (mean(columns[i][2], 0) < mean(columns[inner][2], 0)) {
        inner = i;
      }
      if (mean(columns[i][2], 0) > mean(columns[outer][2], 0)) {
        outer = i;
      }
    }
    int forward = Math.floorMod(outer - inner, EYE_COLUMNS);
    int quarter = columns[Math.floorMod(inner + forward / 2, EYE_COLUMNS)][2];
    boolean upperFirst = mean(quarter, 1) > mean(columns[inner][2], 1);
    int sense = upperFirst ? 1 : -1;
    int upperLength = upperFirst ? forward : EYE_COLUMNS - forward;
    int[][] loops = {{2, 14}, {5, 12}, {8, 10}};
    String[] names = {"margin", "fold", "orbit"};
    for (int l = 0; l < loops.length; l++) {
      int count = loops[l][1];
      for (int i = 0; i < count; i++) {
        // Half of the points on each lid; the corners are points 0 and count / 2.
        int step =
            i < count / 2
                ? Math.round(upperLength * i / (count / 2f))
                : upperLength
                    + Math.round((EYE_COLUMNS - upperLength) * (i - count / 2) / (count / 2f));
        int c = Math.floorMod(inner + sense * step, EYE_COLUMNS);
        // The quads round the caruncle leave the column: its end is found from landmark 42.
        boolean caruncle = l == 2 && i == 0;
        int v = caruncle ? beyondCaruncle() : columns[c][loops[l][0]];
        name(v, "eye.%s.%d".formatted(names[l], i));
      }
    }
  }

  private int beyondCaruncle() {
    int[] depth = depths(loop(EYE_COLUMNS, true), 9);
    int corner = ict.landmarks()[42];
    int best = -1;
    for (int v = 0; v < depth.length; v++) {
      if (depth[v] == 8
          && (best < 0
              || DiscLayout.distance(ict.neutral(), v, corner)
                  < DiscLayout.distance(ict.neutral(), best, corner))) {
        best = v;
      }
    }
    return best;
  }

  /** Half columns in order: middle of the upper lip, corner, middle of the lower lip. */
  private void nameMouthLoops() {
    int[] loop = loop(74, false);
    int[][] columns = columns(loop, 16);
    int top = 0;
    for (int i = 0; i < loop.length; i++) {
      boolean middle = mirror[columns[i][8]] == columns[i][8];
      if ((middle && mean(columns[i][8], 1) > mean(columns[top][8], 1))
          || mirror[columns[top][8]] != columns[top][8]) {
        top = i;
      }
    }
    int sense = mean(columns[(top + 5) % loop.length][8], 0) > 0 ? 1 : -1;
    int half = loop.length / 2;
    int[][] half8 = new int[half + 1][];
    int corner = 0;
    for (int i = 0; i <= half; i++) {
      half8[i] = columns[Math.floorMod(top + sense * i, loop.length)];
      if (mean(half8[i][8], 0) > mean(half8[corner][8], 0)) {
        corner = i;
      }
    }
    int[][] upperLower = {{8, 4, 4}, {0, 2, 2}, {11, 3, 3}, {4, 2, 2}, {13, 7, 7}};
    String[] names = {"contact", "inside", "lip", "inner", "border"};
    for (int l = 0; l < names.length; l++) {
      int up = upperLower[l][1];
      int down = upperLower[l][2];
      for (int i = 0; i <= up + down; i++) {
        int c =
            i <= up
                ? Math.round(corner * i / (float) up)
                : corner + Math.round((half - corner) * (i - up) / (float) down);
        int ring = upperLower[l][0];
        if (ring == 13) {
          // The border of the vermilion is farther from the contact line above than below.
          ring = i < up - 1 ? 15 : i == up - 1 ? 14 : i == up ? 13 : 12;
        }
        name(half8[c][ring], "mouth.%s.%d".formatted(names[l], i));
      }
    }
  }

  /** A few points of the mesh's outer edge, so that interpolation never runs outside them. */
  private void nameOutline() {
    int[] outer = disc.loops().get(0);
    int count = 0;
    for (int i = 0; i < 9; i++) {
      double angle = Math.PI * i / 8;
      int best = outer[0];
      for (int v : outer) {
        double x = layout[2 * v] - StrictMath.sin(angle);
        double y = layout[2 * v + 1] - StrictMath.cos(angle);
        double bx = layout[2 * best] - StrictMath.sin(angle);
        double by = layout[2 * best + 1] - StrictMath.cos(angle);
        if (x * x + y * y < bx * bx + by * by && mean(v, 0) > -0.01) {
          best = v;
        }
      }
      name(best, "outline." + count++);
    }
  }

  private int total() {
    int total = 0;
    for (int v : chosen.keySet()) {
      total += mirror[v] == v ? 1 : 2;
    }
    return total;
  }

  /** Two points stay reserved for the eyeballs' centres. */
  private void fillUp() {
    int[] inside = depths(loop(74, false), 8);
    int[] lids = depths(loop(EYE_COLUMNS, true), 8);
    int serial = 0;
    while (total() + 2 * BATCH + 2 <= ControlPoints.LIMIT) {
      double[] error = errors();
      for (int v = 0; v < error.length; v++) {
        boolean covered = inside[v] >= 0 || lids[v] >= 0;
        error[v] = covered || mean(v, 0) < -0.01 ? 0 : error[v] * importance(v);
      }
      for (int b = 0; b < BATCH; b++) {
        int worst = 0;
        for (int v = 1; v < error.length; v++) {
          worst = error[v] > error[worst] ? v : worst;
        }
        name(worst, "skin." + serial++);
        for (int v = 0; v < error.length; v++) {
          if (DiscLayout.distance(ict.neutral(), v, worst) < 20) {
            error[v] = 0;
          }
        }
      }
    }
  }

  /** Ears, neck and scalp matter less than the face. */
  private double importance(int v) {
    boolean front = mean(v, 2) > 30 && mean(v, 1) > -95 && mean(v, 1) < 95;
    boolean ear = Math.abs(mean(v, 0)) > 76 && mean(v, 2) < 20;
    return front ? 1 : ear ? 0.25 : 0.35;
  }

  private double[] errors() {
    List<Integer> sites = new ArrayList<>();
    for (int v : chosen.keySet()) {
      sites.add(v);
      if (mirror[v] != v) {
        sites.add(mirror[v]);
      }
    }
    int channels = 3 * (1 + LEADING_MODES + EXPRESSIONS.size());
    double[] places = new double[2 * sites.size()];
    double[] values = new double[sites.size() * channels];
    for (int i = 0; i < sites.size(); i++) {
      places[2 * i] = layout[2 * sites.get(i)];
      places[2 * i + 1] = layout[2 * sites.get(i) + 1];
      System.arraycopy(channels(sites.get(i)), 0, values, i * channels, channels);
    }
    ThinPlateSpline spline = new ThinPlateSpline(places);
    double[] weights = spline.fit(values, channels);
    double[] error = new double[IctFaceKit.FACE_VERTICES];
    for (int v = 0; v < error.length; v++) {
      if (mean(v, 0) > -0.01) {
        double[] got =
            spline.evaluate(weights, channels, new double[] {layout[2 * v], layout[2 * v + 1]});
        double[] expected = channels(v);
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          sum += (got[c] - expected[c]) * (got[c] - expected[c]);
        }
        error[v] = Math.sqrt(sum);
      }
    }
    return error;
  }

  private double[] channels(int v) {
    double[] out = new double[3 * (1 + LEADING_MODES + EXPRESSIONS.size())];
    System.arraycopy(ict.neutral(), 3 * v, out, 0, 3);
    for (int k = 0; k < LEADING_MODES + EXPRESSIONS.size(); k++) {
      boolean identity = k < LEADING_MODES;
      double[] field = fields[identity ? k : IctFaceKit.IDENTITIES + k - LEADING_MODES];
      for (int a = 0; a < 3; a++) {
        // An expression is rarely at full weight.
        out[3 + 3 * k + a] = (identity ? 1 : 0.4) * field[3 * v + a];
      }
    }
    return out;
  }

  private ControlPoints collect() {
    List<String> names = new ArrayList<>();
    List<Integer> vertices = new ArrayList<>();
    List<Integer> mirrors = new ArrayList<>();
    for (Map.Entry<Integer, String> e : chosen.entrySet()) {
      int v = e.getKey();
      boolean middle = mirror[v] == v;
      int i = names.size();
      names.add(middle ? e.getValue() : side(e.getValue(), "L"));
      vertices.add(v);
      mirrors.add(middle ? i : i + 1);
      if (!middle) {
        names.add(side(e.getValue(), "R"));
        vertices.add(mirror[v]);
        mirrors.add(i);
      }
    }
    return withEyeballs(names, vertices, mirrors);
  }

  private static String side(String names, String side) {
    return String.join("=", Arrays.stream(names.split("=", -1)).map(n -> n + "." + side).toList());
  }

  private ControlPoints withEyeballs(
      List<String> names, List<Integer> vertices, List<Integer> mirrors) {
    int skin = names.size();
    int n = skin + 2;
    double[] xy = new double[2 * n];
    double[] means = new double[3 * n];
    double[][] moved = new double[fields.length][3 * n];
    for (int i = 0; i < skin; i++) {
      int v = vertices.get(i);
      System.arraycopy(layout, 2 * v, xy, 2 * i, 2);
      System.arraycopy(ict.neutral(), 3 * v, means, 3 * i, 3);
      for (int f = 0; f < fields.length; f++) {
        System.arraycopy(fields[f], 3 * v, moved[f], 3 * i, 3);
      }
    }
    for (int e = 0; e < 2; e++) {
      int i = skin + e;
      names.add("eyeball." + (e == 0 ? "L" : "R"));
      mirrors.add(skin + 1 - e);
      average(ict.neutral(), IctFaceKit.SCLERA[e], means, i);
      for (int f = 0; f < fields.length; f++) {
        average(fields[f], IctFaceKit.SCLERA[e], moved[f], i);
      }
    }
    int[] mirrorIds = mirrors.stream().mapToInt(Integer::intValue).toArray();
    return new ControlPoints(
        List.copyOf(names), mirrorIds, xy, means, List.copyOf(fieldNames), moved);
  }

  private static void average(double[] from, int[] range, double[] to, int point) {
    for (int v = range[0]; v < range[1]; v++) {
      for (int k = 0; k < 3; k++) {
        to[3 * point + k] += from[3 * v + k] / (range[1] - range[0]);
      }
    }
  }
}
