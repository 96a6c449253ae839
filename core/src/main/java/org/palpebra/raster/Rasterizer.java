package org.palpebra.raster;

import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;

/**
 * A z-buffer rasteriser that samples pixel centres.
 *
 * <p>Corners are snapped to 2⁻¹⁴ px and edges are evaluated in 64-bit integers, so inside and
 * outside are decided exactly; a centre on an edge belongs to the triangle whose top or left edge
 * it is. Triangles that share an edge therefore leave no crack and hit no pixel twice. Both sides
 * of a triangle are drawn; of two at the same depth the first stays.
 *
 * <p>Triangles with a corner that is not in front of the camera (depth ≤ 0), not finite, or farther
 * than 32 768 px from the image's corner are left out: nothing is clipped at a near plane, since a
 * face that reaches the camera is no picture of a face.
 *
 * <p>Thread-safe; the buffers are the caller's.
 */
public final class Rasterizer {
  private static final int SUB_BITS = SnappedVertices.SUB_BITS;
  private static final long ONE = 1L << SUB_BITS;
  private static final int HALF = 1 << (SUB_BITS - 1);
  private static final int MAX_SIDE = 32_768;

  private final int width;
  private final int height;

  /** For images of that many pixels, each side at most 32 768. */
  public Rasterizer(int width, int height) {
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw new IllegalArgumentException(
          "sides must be in 1..%d, got %d×%d".formatted(MAX_SIDE, width, height));
    }
    this.width = width;
    this.height = height;
  }

  /**
   * Draws triangles into an emptied buffer.
   *
   * @param screen {@code u,v,depth} per vertex: pixels with y down, depth in millimetres from the
   *     camera along its axis; not modified
   * @param triangles vertex indices, three per triangle, not modified
   * @param out buffer of this size to clear and fill, or null for a new one
   */
  public FragmentBuffer rasterize(float[] screen, int[] triangles, @Nullable FragmentBuffer out) {
    int vertices = Buffers.tuples("screen points", screen, 3);
    if (triangles.length % 3 != 0) {
      throw new IllegalArgumentException(
          "triangle indices come in threes, got " + triangles.length);
    }
    requireIndices(triangles, vertices);
    FragmentBuffer target = prepare(out);
    SnappedVertices snapped = SnappedVertices.of(screen);
    for (int t = 0; t < triangles.length; t += 3) {
      draw(snapped, t / 3, triangles[t], triangles[t + 1], triangles[t + 2], target);
    }
    return target;
  }

  /** Extremes first: that loop has no exit, so it is vectorised. */
  private static void requireIndices(int[] triangles, int vertices) {
    int least = 0;
    int most = 0;
    for (int v : triangles) {
      least = Math.min(least, v);
      most = Math.max(most, v);
    }
    if (least < 0 || most >= vertices) {
      throw new IllegalArgumentException(
          "triangle index %d outside 0..%d".formatted(least < 0 ? least : most, vertices - 1));
    }
  }

  private FragmentBuffer prepare(@Nullable FragmentBuffer out) {
    if (out == null) {
      return FragmentBuffer.of(width, height);
    }
    if (out.width() != width || out.height() != height) {
      throw new IllegalArgumentException(
          "the buffer needs %d×%d pixels, got %d×%d"
              .formatted(width, height, out.width(), out.height()));
    }
    out.clear();
    return out;
  }

  private void draw(
      SnappedVertices vertices, int triangle, int a, int b, int c, FragmentBuffer target) {
    int ax = vertices.x()[a];
    int ay = vertices.y()[a];
    int bx = vertices.x()[b];
    int by = vertices.y()[b];
    int cx = vertices.x()[c];
    int cy = vertices.y()[c];
    int x0 = Math.max(0, firstCentre(Math.min(ax, Math.min(bx, cx))));
    int y0 = Math.max(0, firstCentre(Math.min(ay, Math.min(by, cy))));
    int x1 = Math.min(lastCentre(Math.max(ax, Math.max(bx, cx))), width - 1);
    int y1 = Math.min(lastCentre(Math.max(ay, Math.max(by, cy))), height - 1);
    // most triangles of a fine mesh lie between the centres
    if (x0 > x1 || y0 > y1 || !vertices.drawable(a, b, c)) {
      return;
    }
    long area = cross(bx - ax, by - ay, cx - ax, cy - ay);
    if (area == 0) {
      return;
    }
    // Turn the triangle so that inside is positive; edge i lies opposite corner i.
    long sign = area > 0 ? 1 : -1;
    long px = x0 * ONE + HALF;
    long py = y0 * ONE + HALF;
    // edges start at what counts as inside, so that inside is where none is negative
    long minA = least(sign * (cx - bx), sign * (cy - by));
    long minB = least(sign * (ax - cx), sign * (ay - cy));
    long minC = least(sign * (bx - ax), sign * (by - ay));
    long rowA = sign * cross(cx - bx, cy - by, px - bx, py - by) - minA;
    long rowB = sign * cross(ax - cx, ay - cy, px - cx, py - cy) - minB;
    long rowC = sign * cross(bx - ax, by - ay, px - ax, py - ay) - minC;
    long rightA = -sign * (cy - by) * ONE;
    long rightB = -sign * (ay - cy) * ONE;
    long rightC = -sign * (by - ay) * ONE;
    long downA = sign * (cx - bx) * ONE;
    long downB = sign * (ax - cx) * ONE;
    long downC = sign * (bx - ax) * ONE;
    double scale = 1.0 / (sign * area);
    double nearA = vertices.nearness()[a];
    double nearB = vertices.nearness()[b];
    double nearC = vertices.nearness()[c];
    for (int y = y0; y <= y1; y++) {
      long ea = rowA;
      long eb = rowB;
      long ec = rowC;
      for (int x = x0; x <= x1; x++) {
        if ((ea | eb | ec) >= 0) {
          double wa = (ea + minA) * scale;
          double wb = (eb + minB) * scale;
          double wc = 1 - wa - wb;
          float depth = (float) (1 / (wa * nearA + wb * nearB + wc * nearC));
          store(target, y * width + x, triangle, (float) wa, (float) wb, (float) wc, depth);
        }
        ea += rightA;
        eb += rightB;
        ec += rightC;
      }
      rowA += downA;
      rowB += downB;
      rowC += downC;
    }
  }

  private static void store(
      FragmentBuffer target, int pixel, int triangle, float wa, float wb, float wc, float depth) {
    if (depth < target.depth()[pixel]) {
      target.depth()[pixel] = depth;
      target.triangles()[pixel] = triangle;
      target.barycentrics()[3 * pixel] = wa;
      target.barycentrics()[3 * pixel + 1] = wb;
      target.barycentrics()[3 * pixel + 2] = wc;
    }
  }

  /** The first pixel whose centre is at or beyond that coordinate. */
  private static int firstCentre(int coordinate) {
    return (coordinate + HALF - 1) >> SUB_BITS;
  }

  /** The last pixel whose centre is at or before that coordinate. */
  private static int lastCentre(int coordinate) {
    return (coordinate - HALF) >> SUB_BITS;
  }

  private static long cross(long ax, long ay, long bx, long by) {
    return ax * by - ay * bx;
  }

  /**
   * The least edge value that counts as inside: 0 for a top or left edge, 1 for the others. With y
   * down and inside positive, edges run clockwise on the screen: a top edge goes right, a left edge
   * goes up.
   */
  private static long least(long dx, long dy) {
    return dy < 0 || (dy == 0 && dx > 0) ? 0 : 1;
  }
}
