package org.palpebra.raster;

import java.util.Arrays;

/** Draws triangles into some rows of a buffer. */
final class TriangleFill {
  private static final long ONE = 1L << GridPoints.SUB_BITS;

  private final int[] corners;
  private final int[] xy;
  private final int[] cells;
  private final double[] nearness;
  private final FragmentBuffer target;
  private final int width;
  private final int[] triangles;
  private final float[] barycentrics;
  private final float[] depths;
  private final float[] colours;
  private final float[] image;

  /**
   * @param colours RGB per vertex, or nothing
   * @param image RGB per pixel, or nothing
   */
  TriangleFill(
      GridPoints points, int[] corners, FragmentBuffer target, float[] colours, float[] image) {
    this.corners = corners;
    xy = points.xy();
    cells = points.cells();
    nearness = points.nearness();
    this.target = target;
    width = target.width();
    triangles = target.triangles();
    barycentrics = target.barycentrics();
    depths = target.depth();
    this.colours = colours;
    this.image = image;
  }

  /** Empties fragments and picture in rows {@code top} to {@code bottom}. */
  void clear(int top, int bottom) {
    target.clearRows(top, bottom);
    if (image.length != 0) {
      Arrays.fill(image, 3 * width * top, 3 * width * bottom, 0);
    }
  }

  /**
   * One long loop over local variables: the compiler keeps neither fields nor the arguments of
   * calls in registers, so that short methods take a quarter longer.
   *
   * @param ids triangles, from an index to another
   * @param top the first row to draw
   * @param bottom the one after the last
   */
  void fill(int[] ids, int from, int to, int top, int bottom) {
    int[] corners = this.corners;
    int[] xy = this.xy;
    int[] cells = this.cells;
    double[] nearness = this.nearness;
    int width = this.width;
    int[] triangles = this.triangles;
    float[] barycentrics = this.barycentrics;
    float[] depths = this.depths;
    float[] colours = this.colours;
    float[] image = this.image;
    boolean paint = image.length != 0;
    for (int i = from; i < to; i++) {
      int t = ids[i];
      int a = corners[3 * t];
      int b = corners[3 * t + 1];
      int c = corners[3 * t + 2];
      int ca = cells[a];
      int cb = cells[b];
      int cc = cells[c];
      int y0 = Math.max(top, Math.min(ca >>> 16, Math.min(cb >>> 16, cc >>> 16)));
      int y1 = Math.min(bottom, Math.max(ca >>> 16, Math.max(cb >>> 16, cc >>> 16)));
      if (y0 >= y1) {
        continue;
      }
      int x0 = Math.min(ca & 0xffff, Math.min(cb & 0xffff, cc & 0xffff));
      int x1 = Math.max(ca & 0xffff, Math.max(cb & 0xffff, cc & 0xffff));
      double na = nearness[a];
      double nb = nearness[b];
      double nc = nearness[c];
      if (Double.isNaN(na + nb + nc)) {
        continue;
      }
      // corners seen from the first pixel's centre
      long px = x0 * ONE + GridPoints.HALF;
      long py = y0 * ONE + GridPoints.HALF;
      long ax = xy[2 * a] - px;
      long ay = xy[2 * a + 1] - py;
      long bx = xy[2 * b] - px;
      long by = xy[2 * b + 1] - py;
      long cx = xy[2 * c] - px;
      long cy = xy[2 * c + 1] - py;
      long wa = bx * cy - by * cx;
      long wb = cx * ay - cy * ax;
      long area = wa + wb + ax * by - ay * bx;
      if (area == 0) {
        continue;
      }
      // Turned so that inside is positive; edge i lies opposite corner i, u and v are its course.
      long flip = area >> 63;
      wa = (wa ^ flip) - flip;
      wb = (wb ^ flip) - flip;
      area = (area ^ flip) - flip;
      long ua = (cx - bx ^ flip) - flip;
      long va = (cy - by ^ flip) - flip;
      long ub = (ax - cx ^ flip) - flip;
      long vb = (ay - cy ^ flip) - flip;
      long minA = least(ua, va);
      long minB = least(ub, vb);
      long most = area - least(-ua - ub, -va - vb);
      int columns = x1 - x0;
      long nextRowA = (ua + (columns - 1) * va) * ONE;
      long nextRowB = (ub + (columns - 1) * vb) * ONE;
      int column = columns;
      int row = y1 - y0;
      int p = y0 * width + x0;
      // not a loop over columns in one over rows, of which the compiler makes loops for long rows
      while (true) {
        if ((wa - minA | wb - minB | most - wa - wb) >= 0) {
          double scale = 1.0 / area;
          double ba = wa * scale;
          double bb = wb * scale;
          double bc = 1 - ba - bb;
          double distance = 1 / (ba * na + bb * nb + bc * nc);
          float depth = (float) distance;
          if (depth < depths[p]) {
            depths[p] = depth;
            triangles[p] = t;
            barycentrics[3 * p] = (float) ba;
            barycentrics[3 * p + 1] = (float) bb;
            barycentrics[3 * p + 2] = (float) bc;
            if (paint) {
              float pa = (float) (ba * na * distance);
              float pb = (float) (bb * nb * distance);
              float pc = (float) (bc * nc * distance);
              image[3 * p] = pa * colours[3 * a] + pb * colours[3 * b] + pc * colours[3 * c];
              image[3 * p + 1] =
                  pa * colours[3 * a + 1] + pb * colours[3 * b + 1] + pc * colours[3 * c + 1];
              image[3 * p + 2] =
                  pa * colours[3 * a + 2] + pb * colours[3 * b + 2] + pc * colours[3 * c + 2];
            }
          }
        }
        if (--column != 0) {
          p++;
          wa -= va * ONE;
          wb -= vb * ONE;
        } else if (--row != 0) {
          column = columns;
          p += width - columns + 1;
          wa += nextRowA;
          wb += nextRowB;
        } else {
          break;
        }
      }
    }
  }

  /**
   * The least edge value that counts as inside: 0 for a top or left edge, 1 for the others. With y
   * down and inside positive, edges run clockwise on the screen: a top edge goes right, a left edge
   * goes up.
   */
  private static long least(long dx, long dy) {
    return 1 + (((dy << 32) - dx) >> 63);
  }
}
