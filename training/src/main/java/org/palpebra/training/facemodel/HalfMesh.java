package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.triangulate.DelaunayTriangulationBuilder;

/**
 * The left half of the skin in the layout: fixed vertices are asked for by place, the rest of the
 * half disc is filled with a Poisson-disc sample (graded in space, not in the plane) and
 * triangulated.
 */
final class HalfMesh {
  private static final int SEED = 20261124;
  private static final int SMOOTHING = 8;

  private final FaceLift lift;
  private final List<double[]> places = new ArrayList<>();
  private final Map<Long, Integer> known = new HashMap<>();
  private final List<int[]> triangles = new ArrayList<>();

  HalfMesh(FaceLift lift) {
    this.lift = lift;
  }

  double[] lift(double x, double y) {
    return lift.position(x, y);
  }

  int size() {
    return places.size();
  }

  double[] place(int v) {
    return places.get(v);
  }

  List<int[]> triangles() {
    return triangles;
  }

  /** The vertex at that place, made if there is none within 1e-6. */
  int fixed(double x, double y) {
    long key = Math.round(x * 1e6) * 4_000_037L + Math.round(y * 1e6);
    Integer v = known.get(key);
    if (v == null) {
      v = places.size();
      places.add(new double[] {x, y});
      known.put(key, v);
    }
    return v;
  }

  /** Triangles between two rows of equal length; outer comes first. */
  void band(int[] outer, int[] inner, boolean closed) {
    for (int c = 0; c + (closed ? 0 : 1) < outer.length; c++) {
      int d = (c + 1) % outer.length;
      add(outer[c], outer[d], inner[c]);
      add(outer[d], inner[d], inner[c]);
    }
  }

  private void add(int a, int b, int c) {
    triangles.add(area(a, b, c) > 0 ? new int[] {a, b, c} : new int[] {a, c, b});
  }

  private double area(int a, int b, int c) {
    double[] p = places.get(a);
    double[] q = places.get(b);
    double[] r = places.get(c);
    return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  }

  /**
   * Fills the half disc outside the eye's loop and the mouth's half loop.
   *
   * @param eye closed loop
   * @param mouth from the upper to the lower midline vertex
   */
  void fill(int[] eye, int[] mouth) {
    List<Integer> used = new ArrayList<>();
    for (int v = 0; v < places.size(); v++) {
      if (contains(eye, v) || contains(mouth, v) || outside(places.get(v), eye, mouth)) {
        used.add(v);
      }
    }
    sampleMidline(mouth, used);
    sampleRim(used);
    int firstFree = places.size();
    sampleInterior(eye, mouth, used);
    List<int[]> filled = triangulate(used, eye, mouth);
    for (int round = 0; round < SMOOTHING; round++) {
      smooth(filled, firstFree, eye, mouth);
      filled = triangulate(used, eye, mouth);
    }
    flip(filled);
    requireLoops(filled, eye, mouth);
    triangles.addAll(filled);
  }

  private static boolean contains(int[] row, int v) {
    for (int w : row) {
      if (w == v) {
        return true;
      }
    }
    return false;
  }

  /** Inside the half disc and outside the holes. */
  private boolean outside(double[] p, int[] eye, int[] mouth) {
    return p[0] >= 0 && !inPolygon(p, eye) && !inPolygon(p, mouth);
  }

  private boolean inPolygon(double[] p, int[] loop) {
    boolean in = false;
    for (int i = 0; i < loop.length; i++) {
      double[] a = places.get(loop[i]);
      double[] b = places.get(loop[(i + 1) % loop.length]);
      if ((a[1] > p[1]) != (b[1] > p[1])
          && p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]) {
        in = !in;
      }
    }
    return in;
  }

  /** Splits the midline above and below the mouth to the wanted spacing. */
  private void sampleMidline(int[] mouth, List<Integer> used) {
    double[] top = places.get(mouth[0]);
    double[] bottom = places.get(mouth[mouth.length - 1]);
    List<double[]> stops = new ArrayList<>();
    stops.add(new double[] {0, 1});
    stops.add(new double[] {0, -1});
    for (int v : used) {
      if (places.get(v)[0] == 0) {
        stops.add(places.get(v));
      }
    }
    stops.sort((a, b) -> Double.compare(b[1], a[1]));
    for (int i = 0; i + 1 < stops.size(); i++) {
      double[] a = stops.get(i);
      double[] b = stops.get(i + 1);
      boolean mouthGap = a[1] == top[1] && b[1] == bottom[1];
      if (!mouthGap) {
        splitMidline(a[1], b[1], used);
      }
    }
    addFixed(0, 1, used);
    addFixed(0, -1, used);
  }

  private void splitMidline(double from, double to, List<Integer> used) {
    int fine = 200;
    double[] cost = new double[fine + 1];
    double[] last = lift.position(0, from);
    for (int k = 1; k <= fine; k++) {
      double[] here = lift.position(0, from + (to - from) * k / fine);
      cost[k] = cost[k - 1] + distance(last, here) / MeshDensity.spacing(here);
      last = here;
    }
    int pieces = Math.max(1, (int) Math.round(cost[fine]));
    int k = 0;
    for (int i = 1; i < pieces; i++) {
      while (cost[k] < cost[fine] * i / pieces) {
        k++;
      }
      addFixed(0, from + (to - from) * k / fine, used);
    }
  }

  private void sampleRim(List<Integer> used) {
    int pieces = 44;
    for (int i = 1; i < pieces; i++) {
      double angle = Math.PI * i / pieces;
      addFixed(StrictMath.sin(angle), StrictMath.cos(angle), used);
    }
  }

  private void addFixed(double x, double y, List<Integer> used) {
    int before = places.size();
    int v = fixed(x, y);
    if (v >= before) {
      used.add(v);
    }
  }

  private void sampleInterior(int[] eye, int[] mouth, List<Integer> used) {
    Random random = new Random(SEED);
    List<double[]> candidates = new ArrayList<>();
    grid(candidates, random, 0.0028, 0, 0.62, -0.2, 0.75, false);
    grid(candidates, random, 0.014, 0, 1, -1, 1, true);
    Collections.shuffle(candidates, random);
    PoissonDisc disc = new PoissonDisc();
    for (int v : used) {
      double[] p = lift.position(places.get(v)[0], places.get(v)[1]);
      disc.add(p);
    }
    for (double[] c : candidates) {
      if (outside(c, eye, mouth) && c[0] * c[0] + c[1] * c[1] < 0.985 * 0.985) {
        double[] p = lift.position(c[0], c[1]);
        if (disc.free(p, MeshDensity.spacing(p))) {
          disc.add(p);
          used.add(fixed(c[0], c[1]));
        }
      }
    }
  }

  private static void grid(
      List<double[]> out,
      Random random,
      double step,
      double x0,
      double x1,
      double y0,
      double y1,
      boolean outsideFront) {
    for (double y = y0; y < y1; y += step) {
      for (double x = x0; x < x1; x += step) {
        double px = x + step * random.nextDouble();
        double py = y + step * random.nextDouble();
        boolean front = px < 0.62 && py > -0.2 && py < 0.75;
        if (!(outsideFront && front) && px > step / 2) {
          out.add(new double[] {px, py});
        }
      }
    }
  }

  private List<int[]> triangulate(List<Integer> used, int[] eye, int[] mouth) {
    Map<Coordinate, Integer> index = new HashMap<>();
    List<Coordinate> sites = new ArrayList<>();
    for (int v : used) {
      Coordinate c = new Coordinate(places.get(v)[0], places.get(v)[1]);
      index.put(c, v);
      sites.add(c);
    }
    DelaunayTriangulationBuilder builder = new DelaunayTriangulationBuilder();
    builder.setSites(sites);
    List<int[]> out = new ArrayList<>();
    for (Object item : builder.getSubdivision().getTriangleCoordinates(false)) {
      Coordinate[] c = (Coordinate[]) item;
      int[] t = new int[3];
      for (int k = 0; k < 3; k++) {
        t[k] = index.getOrDefault(c[k], -1);
      }
      double[] centre = {(c[0].x + c[1].x + c[2].x) / 3, (c[0].y + c[1].y + c[2].y) / 3};
      if (Math.abs(area(t[0], t[1], t[2])) > 1e-9 && outside(centre, eye, mouth)) {
        out.add(area(t[0], t[1], t[2]) > 0 ? t : new int[] {t[0], t[2], t[1]});
      }
    }
    return out;
  }

  /** Moves free vertices towards their neighbours, far ones (in space) pulling more. */
  private void smooth(List<int[]> filled, int firstFree, int[] eye, int[] mouth) {
    int n = places.size();
    double[] x = new double[n];
    double[] y = new double[n];
    double[] w = new double[n];
    double[][] space = new double[n][];
    for (int[] t : filled) {
      for (int v : t) {
        if (space[v] == null) {
          space[v] = lift.position(places.get(v)[0], places.get(v)[1]);
        }
      }
      for (int k = 0; k < 3; k++) {
        for (int o = 1; o < 3; o++) {
          int a = t[k];
          int b = t[(k + o) % 3];
          double weight = 1e-6 + distance(space[a], lifted(space, b));
          x[a] += weight * places.get(b)[0];
          y[a] += weight * places.get(b)[1];
          w[a] += weight;
        }
      }
    }
    for (int v = firstFree; v < n; v++) {
      if (w[v] > 0) {
        double[] p = places.get(v);
        double[] moved = {p[0] + 0.6 * (x[v] / w[v] - p[0]), p[1] + 0.6 * (y[v] / w[v] - p[1])};
        if (outside(moved, eye, mouth)) {
          places.set(v, moved);
        }
      }
    }
  }

  private double[] lifted(double[][] space, int v) {
    if (space[v] == null) {
      space[v] = lift.position(places.get(v)[0], places.get(v)[1]);
    }
    return space[v];
  }

  /** Flips edges until the angles opposite to each sum to at most π in space. */
  private void flip(List<int[]> filled) {
    double[][] space = new double[places.size()][];
    for (int[] t : filled) {
      for (int v : t) {
        lifted(space, v);
      }
    }
    for (int round = 0; round < 10; round++) {
      if (new EdgeFlips(filled, space, places).run() == 0) {
        return;
      }
    }
  }

  private void requireLoops(List<int[]> filled, int[] eye, int[] mouth) {
    Set<Long> edges = new HashSet<>();
    for (int[] t : filled) {
      for (int k = 0; k < 3; k++) {
        edges.add((long) t[k] * places.size() + t[(k + 1) % 3]);
        edges.add((long) t[(k + 1) % 3] * places.size() + t[k]);
      }
    }
    for (int[] row : List.of(close(eye), mouth)) {
      for (int i = 0; i + 1 < row.length; i++) {
        if (!edges.contains((long) row[i] * places.size() + row[i + 1])) {
          throw new IllegalStateException(
              "triangulation misses the loop edge at "
                  + Arrays.toString(places.get(row[i]))
                  + Arrays.toString(places.get(row[i + 1])));
        }
      }
    }
  }

  private static int[] close(int[] loop) {
    int[] out = Arrays.copyOf(loop, loop.length + 1);
    out[loop.length] = loop[0];
    return out;
  }

  static double distance(double[] a, double[] b) {
    double x = a[0] - b[0];
    double y = a[1] - b[1];
    double z = a[2] - b[2];
    return Math.sqrt(x * x + y * y + z * z);
  }
}
