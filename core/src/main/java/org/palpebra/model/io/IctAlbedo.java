package org.palpebra.model.io;

import java.util.List;
import java.util.function.IntPredicate;
import org.palpebra.internal.FaceMasks;
import org.palpebra.internal.FacePaint;
import org.palpebra.model.LinearBasis;

/**
 * Colours for the kit, which has none: the skin, hair, lips and eyes of Palpebra's own face model
 * on its vertices, and teeth, gums and lashes.
 */
final class IctAlbedo {
  private static final float[] TEETH = {0.80f, 0.76f, 0.69f};
  private static final float[] GUMS = {0.55f, 0.27f, 0.26f};
  private static final float[] LASHES = {0.12f, 0.085f, 0.075f};
  private static final float[] UNCHANGED = {};
  private static final float[] FLUID = {0.75f, 0.65f, 0.62f};

  /** Angles about the eye's axis within which pupil, iris and limbus are seen. */
  private static final double PUPIL = Math.toRadians(8.5);

  private static final double IRIS = Math.toRadians(21);
  private static final double LIMBUS = Math.toRadians(24);

  private static final double BLUR = Math.toRadians(1.5);

  /** Lids redden within that many millimetres of their margin. */
  private static final double LID = 7;

  /** Lips turn into skin within that many millimetres of their outline. */
  private static final double LIP_EDGE = 1.5;

  private final IctLayout layout;
  private final double[] shape;
  private final MeshEdges edges;
  private final FaceMasks masks;
  private final FacePaint paint;

  IctAlbedo(IctLayout layout, double[] shape, MeshEdges edges, int[] landmarks, List<IctEye> eyes) {
    this.layout = layout;
    this.shape = shape;
    this.edges = edges;
    masks = new FaceMasks(layout.vertexCount());
    lips(landmarks);
    fill(IctLayout.MOUTH, masks.mouth, 1);
    for (int e = 0; e < eyes.size(); e++) {
      boolean left = e == 0;
      lids(eyes.get(e), left ? IctLayout.LEFT_SOCKET : IctLayout.RIGHT_SOCKET);
      eyeball(eyes.get(e), left ? IctLayout.LEFT_EYEBALL : IctLayout.RIGHT_EYEBALL);
    }
    for (int v = 0; v < layout.vertexCount(); v++) {
      masks.skin[v] = layout.isOuterSkin(v) ? 1 - masks.lidRim[v] : 0;
    }
    masks.markPlaces(shape);
    paint = new FacePaint(masks);
  }

  float[] mean() {
    float[] mean = paint.mean();
    for (IctLayout.Region region : layout.regions()) {
      float[] colour =
          switch (region.name()) {
            case IctLayout.TEETH -> TEETH;
            case IctLayout.GUMS -> GUMS;
            case IctLayout.LEFT_LASHES, IctLayout.RIGHT_LASHES -> LASHES;
            default -> region.opaque() ? UNCHANGED : FLUID;
          };
      for (int v = region.from(); v < region.to() && colour.length > 0; v++) {
        System.arraycopy(colour, 0, mean, 3 * v, 3);
      }
    }
    return mean;
  }

  LinearBasis basis() {
    return paint.basis();
  }

  private void fill(String region, double[] mask, double value) {
    IctLayout.Region r = layout.region(region);
    java.util.Arrays.fill(mask, r.from(), r.to(), value);
  }

  /** Inside the outline of landmarks 48–59, seen from the front. */
  private void lips(int[] landmarks) {
    double[] outline = new double[2 * 12];
    double back = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 12; i++) {
      int v = landmarks[48 + i];
      outline[2 * i] = shape[3 * v];
      outline[2 * i + 1] = shape[3 * v + 1];
      back = Math.min(back, shape[3 * v + 2]);
    }
    IctLayout.Region face = layout.region(IctLayout.SKIN);
    for (int v = face.from(); v < face.to(); v++) {
      double depth = inside(outline, shape[3 * v], shape[3 * v + 1]);
      if (depth > 0 && shape[3 * v + 2] > back - 15) {
        masks.lips[v] = Math.min(1, depth / LIP_EDGE);
      }
    }
  }

  /** Distance to a closed outline, 0 outside of it. */
  private static double inside(double[] outline, double x, double y) {
    boolean in = false;
    double nearest = Double.POSITIVE_INFINITY;
    int n = outline.length / 2;
    for (int i = 0; i < n; i++) {
      double ax = outline[2 * i];
      double ay = outline[2 * i + 1];
      double bx = outline[2 * ((i + 1) % n)];
      double by = outline[2 * ((i + 1) % n) + 1];
      if (ay > y != by > y && x < ax + (y - ay) / (by - ay) * (bx - ax)) {
        in = !in;
      }
      double square = (bx - ax) * (bx - ax) + (by - ay) * (by - ay);
      double t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / Math.max(square, 1e-9);
      t = Math.max(0, Math.min(1, t));
      nearest = Math.min(nearest, Math.hypot(ax + t * (bx - ax) - x, ay + t * (by - ay) - y));
    }
    return in ? nearest : 0;
  }

  private void lids(IctEye eye, String socket) {
    boolean[] margin = new boolean[layout.vertexCount()];
    for (int[] lid : new int[][] {eye.upper(), eye.lower()}) {
      for (int v : lid) {
        margin[v] = true;
        masks.lash[v] = lid == eye.upper() ? 0.8 : 0.35;
      }
    }
    IctLayout.Region inner = layout.region(socket);
    IctLayout.Region face = layout.region(IctLayout.SKIN);
    int[] sources = java.util.stream.IntStream.range(inner.from(), inner.to()).toArray();
    IntPredicate behind = v -> (inner.contains(v) || face.contains(v)) && !margin[v];
    double[] hidden = edges.distances(sources, behind, Double.POSITIVE_INFINITY);
    for (int v = 0; v < hidden.length; v++) {
      if (hidden[v] < Double.POSITIVE_INFINITY) {
        masks.lidRim[v] = 1;
        masks.shadow[v] = inner.contains(v) ? 0.4 : 0.25;
      }
    }
    lidSkin(eye.upper(), hidden, 1);
    lidSkin(eye.lower(), hidden, 0.45);
  }

  private void lidSkin(int[] margin, double[] hidden, double strength) {
    double[] way = edges.distances(margin, v -> hidden[v] == Double.POSITIVE_INFINITY, LID);
    for (int v = 0; v < way.length; v++) {
      if (way[v] <= LID && layout.region(IctLayout.SKIN).contains(v)) {
        double f = way[v] / LID;
        masks.lidSkin[v] = Math.max(masks.lidSkin[v], strength * (1 - f * f));
      }
    }
  }

  private void eyeball(IctEye eye, String region) {
    IctLayout.Region ball = layout.region(region);
    for (int v = ball.from(); v < ball.to(); v++) {
      double angle = eye.angle(shape, v);
      masks.pupil[v] = 1 - step(PUPIL, angle);
      masks.iris[v] = 1 - step(LIMBUS, angle);
      masks.limbus[v] = step(IRIS, angle) * masks.iris[v];
      masks.sclera[v] = masks.iris[v] < 1 ? 1 : 0;
      masks.shadow[v] = 0.32 * FaceMasks.smoothStep(0.55, 1.05, angle);
    }
  }

  /** From 0 to 1 about an angle, over about the distance of two vertices. */
  private static double step(double at, double angle) {
    return FaceMasks.smoothStep(at - BLUR, at + BLUR, angle);
  }
}
