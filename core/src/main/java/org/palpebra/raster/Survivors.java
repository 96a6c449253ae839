package org.palpebra.raster;

import java.util.Arrays;

/**
 * The triangles that may cover a pixel centre: of a fine mesh, most do not. Kept in blocks, in
 * their order, so that several threads can fill blocks.
 *
 * @param ids triangles; block b's begin at {@code b · BLOCK}
 * @param counts how many each block has
 * @param rows of each triangle that is kept, where they were noted: first row · 2¹⁶ + the one after
 *     the last
 * @param reach of each block, as rows
 */
record Survivors(int[] ids, int[] counts, int[] rows, int[] reach) {
  static final int BLOCK = 2048;

  /** What a picture's bands are made of. */
  private static final int SHARES = 64;

  /** Triangles of a band that are drawn at a time. */
  private static final int BAND = 128;

  /** One of so many is looked at for the bands. */
  private static final int SAMPLE = 32;

  static Survivors ofLength(int triangles) {
    int blocks = Math.floorDiv(triangles + BLOCK - 1, BLOCK);
    return new Survivors(new int[triangles], new int[blocks], new int[triangles], new int[blocks]);
  }

  /**
   * Fills blocks in, but for rows and reach.
   *
   * @param from the first triangle, a multiple of {@link #BLOCK}
   */
  void select(int[] cells, int[] corners, int from, int to) {
    for (int start = from; start < to; start += BLOCK) {
      int end = start;
      for (int t = start; t < Math.min(to, start + BLOCK); t++) {
        ids[end] = t;
        end +=
            mayCover(cells[corners[3 * t]], cells[corners[3 * t + 1]], cells[corners[3 * t + 2]]);
      }
      counts[Math.floorDiv(start, BLOCK)] = end - start;
    }
  }

  /** Fills blocks in, so that bands can do without the triangles of others. */
  void selectForBands(int[] cells, int[] corners, int from, int to) {
    for (int start = from; start < to; start += BLOCK) {
      int end = start;
      for (int t = start; t < Math.min(to, start + BLOCK); t++) {
        int a = cells[corners[3 * t]];
        int b = cells[corners[3 * t + 1]];
        int c = cells[corners[3 * t + 2]];
        ids[end] = t;
        rows[end] = (Math.min(a, Math.min(b, c)) & 0xffff0000) | Math.max(a, Math.max(b, c)) >>> 16;
        end += mayCover(a, b, c);
      }
      counts[Math.floorDiv(start, BLOCK)] = end - start;
      noteReach(start);
    }
  }

  /**
   * 1 if a triangle's box of cells is not empty, otherwise 0; without a branch, which would be
   * predicted wrongly half of the time.
   */
  private static int mayCover(int a, int b, int c) {
    int differs = (a ^ b) | (a ^ c);
    return notZero(differs & 0xffff) & notZero(differs >>> 16);
  }

  /** 1 for 1..0xffff, 0 for 0. */
  private static int notZero(int value) {
    return (value + 0xffff) >>> 16;
  }

  private void noteReach(int start) {
    int block = Math.floorDiv(start, BLOCK);
    int top = 0xffff;
    int bottom = 0;
    for (int i = start; i < start + counts[block]; i++) {
      top = Math.min(top, rows[i] >>> 16);
      bottom = Math.max(bottom, rows[i] & 0xffff);
    }
    reach[block] = top << 16 | bottom;
  }

  /**
   * Cuts a picture into bands with about as many triangles in each.
   *
   * @param edges receives rows from 0 to {@code height}
   */
  void cut(int[] edges, int triangles, int height) {
    int bands = edges.length - 1;
    int[] shares = new int[SHARES + 1];
    int total = 0;
    for (int start = 0; start < triangles; start += BLOCK) {
      int end = start + counts[Math.floorDiv(start, BLOCK)];
      for (int i = start; i < end; i += SAMPLE) {
        shares[(rows[i] >>> 16) * SHARES / height]++;
        total++;
      }
    }
    Arrays.fill(edges, height);
    edges[0] = 0;
    int seen = 0;
    int band = 1;
    for (int share = 0; share <= SHARES; share++) {
      seen += shares[share];
      while (band < bands && (long) seen * bands >= (long) total * band) {
        edges[band++] = Math.min(height, (share + 1) * height / SHARES);
      }
    }
  }

  /** Draws those of the first {@code triangles}. */
  void draw(TriangleFill fill, int triangles, int height) {
    for (int start = 0; start < triangles; start += BLOCK) {
      fill.fill(ids, start, start + counts[Math.floorDiv(start, BLOCK)], 0, height);
    }
  }

  /** Draws what lies in rows {@code top} to {@code bottom}; rows have been noted. */
  void drawBand(TriangleFill fill, int triangles, int top, int bottom) {
    int[] own = new int[BAND];
    for (int start = 0; start < triangles; start += BLOCK) {
      int block = Math.floorDiv(start, BLOCK);
      int end = start + counts[block];
      if (within(reach[block], top, bottom)) {
        fill.fill(ids, start, end, top, bottom);
      } else if (meets(reach[block], top, bottom) == 1) {
        drawSome(fill, own, start, end, top, bottom);
      }
    }
  }

  private void drawSome(TriangleFill fill, int[] own, int start, int end, int top, int bottom) {
    int count = 0;
    for (int i = start; i < end; i++) {
      own[count] = ids[i];
      count += meets(rows[i], top, bottom);
      if (count == BAND) {
        fill.fill(own, 0, count, top, bottom);
        count = 0;
      }
    }
    fill.fill(own, 0, count, top, bottom);
  }

  private static boolean within(int rows, int top, int bottom) {
    return rows >>> 16 >= top && (rows & 0xffff) <= bottom;
  }

  /** 1 where rows are shared, otherwise 0; without a branch, as above. */
  private static int meets(int rows, int top, int bottom) {
    return (((rows >>> 16) - bottom) & (top - (rows & 0xffff))) >>> 31;
  }
}
