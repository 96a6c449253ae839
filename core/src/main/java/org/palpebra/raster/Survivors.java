package org.palpebra.raster;

/**
 * The triangles that may cover a pixel centre: of a fine mesh, most do not. Kept in blocks, in
 * their order, so that several threads can fill blocks.
 *
 * @param ids triangles; block b's begin at {@code b · BLOCK}
 * @param counts how many each block has
 * @param rows of each triangle that is kept, where they were noted: first row · 2¹⁶ + the one after
 *     the last
 */
record Survivors(int[] ids, int[] counts, int[] rows) {
  static final int BLOCK = 2048;

  /** What a picture's bands are made of. */
  private static final int SHARES = 64;

  /** Triangles of a band that are drawn at a time. */
  private static final int BAND = 64;

  /** One of so many is looked at for the bands. */
  private static final int SAMPLE = 32;

  static Survivors ofLength(int triangles) {
    int blocks = Math.floorDiv(triangles + BLOCK - 1, BLOCK);
    return new Survivors(new int[triangles], new int[blocks], new int[triangles]);
  }

  /**
   * Fills blocks in.
   *
   * @param from the first triangle, a multiple of {@link #BLOCK}
   */
  void select(int[] cells, int[] corners, int from, int to) {
    for (int start = from; start < to; start += BLOCK) {
      selectBlock(cells, corners, start, Math.min(to, start + BLOCK));
    }
  }

  private void selectBlock(int[] cells, int[] corners, int from, int to) {
    int end = from;
    for (int t = from; t < to; t++) {
      int a = cells[corners[3 * t]];
      int differs = (a ^ cells[corners[3 * t + 1]]) | (a ^ cells[corners[3 * t + 2]]);
      ids[end] = t;
      // without a branch, which would be predicted wrongly half of the time
      end += notZero(differs & 0xffff) & notZero(differs >>> 16);
    }
    counts[Math.floorDiv(from, BLOCK)] = end - from;
  }

  /** 1 for 1..0xffff, 0 for 0. */
  private static int notZero(int value) {
    return (value + 0xffff) >>> 16;
  }

  /** Notes the rows of triangles, so that bands can do without those of others. */
  void noteRows(int[] cells, int[] corners, int from, int to) {
    for (int start = from; start < to; start += BLOCK) {
      int end = start + counts[Math.floorDiv(start, BLOCK)];
      for (int i = start; i < end; i++) {
        int a = cells[corners[3 * ids[i]]] >>> 16;
        int b = cells[corners[3 * ids[i] + 1]] >>> 16;
        int c = cells[corners[3 * ids[i] + 2]] >>> 16;
        rows[i] = Math.min(a, Math.min(b, c)) << 16 | Math.max(a, Math.max(b, c));
      }
    }
  }

  /**
   * Cuts a picture into bands with about as many triangles in each.
   *
   * @return {@code bands + 1} rows, from 0 to {@code height}
   */
  int[] bands(int[] cells, int[] corners, int bands, int height) {
    int[] edges = new int[bands + 1];
    edges[bands] = height;
    int[] shares = new int[SHARES + 1];
    int total = 0;
    for (int start = 0; start < corners.length / 3; start += BLOCK) {
      int end = start + counts[Math.floorDiv(start, BLOCK)];
      for (int i = start; i < end; i += SAMPLE) {
        shares[(cells[corners[3 * ids[i]]] >>> 16) * SHARES / height]++;
        total++;
      }
    }
    int seen = 0;
    int band = 1;
    for (int share = 0; share <= SHARES; share++) {
      seen += shares[share];
      while (band < bands && (long) seen * bands >= (long) total * band) {
        edges[band++] = Math.min(height, (share + 1) * height / SHARES);
      }
    }
    return edges;
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
    int count = 0;
    for (int start = 0; start < triangles; start += BLOCK) {
      int end = start + counts[Math.floorDiv(start, BLOCK)];
      for (int i = start; i < end; i++) {
        own[count] = ids[i];
        count += rows[i] >>> 16 < bottom && (rows[i] & 0xffff) > top ? 1 : 0;
        if (count == BAND) {
          fill.fill(own, 0, count, top, bottom);
          count = 0;
        }
      }
    }
    fill.fill(own, 0, count, top, bottom);
  }
}
