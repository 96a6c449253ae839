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
  private static final int SUB_BITS = 14;
  private static final long ONE = 1L << SUB_BITS;
  private static final long HALF = ONE / 2;

  /** Keeps coordinate differences within 2³⁰ and their products within 2⁶⁰. */
  private static final float GUARD_BAND = 32_768;

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
    for (int v : triangles) {
      if (v < 0 || v >= vertices) {
        throw new IllegalArgumentException(
            "triangle index %d outside 0..%d".formatted(v, vertices - 1));
      }
    }
    FragmentBuffer target = prepare(out);
    for (int t = 0; t < triangles.length; t += 3) {
      draw(screen, t / 3, 3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2], target);
    }
    return target;
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

  /**
   * @param a offset of the first corner in {@code screen}; b and c likewise
   */
  private void draw(float[] screen, int triangle, int a, int b, int c, FragmentBuffer target) {
    if (!drawable(screen, a) || !drawable(screen, b) || !drawable(screen, c)) {
      return;
    }
    long ax = snap(screen[a]);
    long ay = snap(screen[a + 1]);
    long bx = snap(screen[b]);
    long by = snap(screen[b + 1]);
    long cx = snap(screen[c]);
    long cy = snap(screen[c + 1]);
    long area = cross(bx - ax, by - ay, cx - ax, cy - ay);
    if (area == 0) {
      return;
    }
    int x0 = firstCentre(Math.min(ax, Math.min(bx, cx)));
    int y0 = firstCentre(Math.min(ay, Math.min(by, cy)));
    int x1 = Math.min(lastCentre(Math.max(ax, Math.max(bx, cx))), width - 1);
    int y1 = Math.min(lastCentre(Math.max(ay, Math.max(by, cy))), height - 1);
    if (x0 > x1 || y0 > y1) {
      return;
    }
    // Turn the triangle so that inside is positive; edge i lies opposite corner i.
    long sign = area > 0 ? 1 : -1;
    long px = x0 * ONE + HALF;
    long py = y0 * ONE + HALF;
    long rowA = sign * cross(cx - bx, cy - by, px - bx, py - by);
    long rowB = sign * cross(ax - cx, ay - cy, px - cx, py - cy);
    long rowC = sign * cross(bx - ax, by - ay, px - ax, py - ay);
    long minA = least(sign * (cx - bx), sign * (cy - by));
    long minB = least(sign * (ax - cx), sign * (ay - cy));
    long minC = least(sign * (bx - ax), sign * (by - ay));
    long rightA = -sign * (cy - by) * ONE;
    long rightB = -sign * (ay - cy) * ONE;
    long rightC = -sign * (by - ay) * ONE;
    long downA = sign * (cx - bx) * ONE;
    long downB = sign * (ax - cx) * ONE;
    long downC = sign * (bx - ax) * ONE;
    double scale = 1.0 / (sign * area);
    double nearA = 1.0 / screen[a + 2];
    double nearB = 1.0 / screen[b + 2];
    double nearC = 1.0 / screen[c + 2];
    for (int y = y0; y <= y1; y++) {
      long ea = rowA;
      long eb = rowB;
      long ec = rowC;
      for (int x = x0; x <= x1; x++) {
        if (ea >= minA && eb >= minB && ec >= minC) {
          double wa = ea * scale;
          double wb = eb * scale;
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

  private static boolean drawable(float[] screen, int i) {
    // Written so that NaN fails.
    return Math.abs(screen[i]) <= GUARD_BAND
        && Math.abs(screen[i + 1]) <= GUARD_BAND
        && screen[i + 2] > 0
        && screen[i + 2] < Float.POSITIVE_INFINITY;
  }

  private static long snap(float pixels) {
    return Math.round((double) pixels * ONE);
  }

  /** The first pixel whose centre is at or beyond that coordinate, at least 0. */
  private static int firstCentre(long coordinate) {
    return (int) Math.max(0, (coordinate + HALF - 1) >> SUB_BITS);
  }

  /** The last pixel whose centre is at or before that coordinate. */
  private static int lastCentre(long coordinate) {
    return (int) ((coordinate - HALF) >> SUB_BITS);
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
