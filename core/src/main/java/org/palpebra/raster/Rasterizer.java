package org.palpebra.raster;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Buffers;
import org.palpebra.parallel.Workers;

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
 * <p>Thread-safe; the buffers are the caller's. A thread keeps scratch memory of about 20 bytes per
 * vertex and 8 per triangle. Results do not depend on the number of threads.
 */
public final class Rasterizer {
  private static final int MAX_SIDE = 32_767;

  private static final float[] NOTHING = {};

  /** Vertices that a thread snaps at a time. */
  private static final int VERTICES = 1024;

  private final int width;
  private final int height;
  private final Workers workers;

  /**
   * For images of that many pixels, each side at most 32 767 and 715 827 882 together; the calling
   * thread draws.
   */
  public Rasterizer(int width, int height) {
    this(width, height, Workers.CALLER);
  }

  /** As {@link #Rasterizer(int, int)}; several threads draw a picture. */
  public Rasterizer(int width, int height, Workers workers) {
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw new IllegalArgumentException(
          "sides must be in 1..%d, got %d×%d".formatted(MAX_SIDE, width, height));
    }
    if (3L * width * height > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d×%d pixels are too many, at most %d; draw parts of the image"
              .formatted(width, height, Integer.MAX_VALUE / 3));
    }
    this.width = width;
    this.height = height;
    this.workers = workers;
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
    return rasterize(screen, triangles, NOTHING, NOTHING, out);
  }

  /**
   * As {@link #rasterize(float[], int[], FragmentBuffer)}, and paints colours that are interpolated
   * perspective-correctly, as {@link FragmentBuffer#interpolate} does, in half the time.
   *
   * @param colours RGB per vertex, interleaved, not modified
   * @param image {@code float[3·width·height]}, RGB interleaved, to fill; 0 where empty
   */
  public FragmentBuffer draw(
      float[] screen,
      int[] triangles,
      float[] colours,
      float[] image,
      @Nullable FragmentBuffer out) {
    Buffers.requireLength("colours", colours.length, screen.length);
    Buffers.requireLength("the image", image.length, 3 * width * height);
    return rasterize(screen, triangles, colours, image, out);
  }

  private FragmentBuffer rasterize(
      float[] screen,
      int[] triangles,
      float[] colours,
      float[] image,
      @Nullable FragmentBuffer out) {
    int vertices = Buffers.tuples("screen points", screen, 3);
    if (triangles.length % 3 != 0) {
      throw new IllegalArgumentException(
          "triangle indices come in threes, got " + triangles.length);
    }
    FragmentBuffer target = prepare(out);
    int count = triangles.length / 3;
    Scratch scratch = Scratch.of(vertices, count);
    GridPoints points = scratch.points;
    Survivors survivors = scratch.survivors;
    TriangleFill fill = new TriangleFill(points, triangles, target, colours, image);
    try {
      if (workers.threads() == 1) {
        points.snap(screen, 0, vertices, width, height);
        survivors.select(points.cells(), triangles, 0, count);
        fill.clear(0, height);
        survivors.draw(fill, count, height);
      } else {
        drawTogether(screen, points, triangles, survivors, fill);
      }
    } catch (IndexOutOfBoundsException e) {
      throw wrongIndex(triangles, vertices, e);
    }
    return target;
  }

  private void drawTogether(
      float[] screen, GridPoints points, int[] triangles, Survivors survivors, TriangleFill fill) {
    int count = triangles.length / 3;
    int[] cells = points.cells();
    int[] edges = new int[workers.threads() + 1];
    workers.run(
        new Workers.Step(
            screen.length / 3,
            VERTICES,
            (from, to) -> points.snap(screen, from, to, width, height)),
        new Workers.Step(
            count,
            Survivors.BLOCK,
            (from, to) -> survivors.selectForBands(cells, triangles, from, to)),
        new Workers.Step(1, 1, (from, to) -> survivors.cut(edges, count, height)),
        new Workers.Step(
            edges.length - 1,
            1,
            (band, to) -> {
              fill.clear(edges[band], edges[band + 1]);
              survivors.drawBand(fill, count, edges[band], edges[band + 1]);
            }));
  }

  private static IllegalArgumentException wrongIndex(
      int[] triangles, int vertices, IndexOutOfBoundsException cause) {
    int wrong = Arrays.stream(triangles).filter(v -> v < 0 || v >= vertices).findFirst().orElse(-1);
    return new IllegalArgumentException(
        "triangle index %d outside 0..%d".formatted(wrong, vertices - 1), cause);
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
    return out;
  }

  /**
   * A thread's own, kept while the number of vertices stays the same: a longer one would hide that
   * an index is too large.
   */
  private record Scratch(GridPoints points, Survivors survivors) {
    private static final ThreadLocal<Scratch> LOCAL = ThreadLocal.withInitial(() -> ofLength(0, 0));

    static Scratch of(int vertices, int triangles) {
      Scratch scratch = LOCAL.get();
      if (scratch.points.cells().length != vertices || scratch.survivors.ids().length < triangles) {
        scratch = ofLength(vertices, triangles);
        LOCAL.set(scratch);
      }
      return scratch;
    }

    private static Scratch ofLength(int vertices, int triangles) {
      return new Scratch(GridPoints.ofLength(vertices), Survivors.ofLength(triangles));
    }
  }
}
