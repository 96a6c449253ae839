package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Resizing, sampling and padding of image batches [N, C, H, W]. */
public final class Images {
  private Images() {}

  /** What lies outside of an image. */
  public enum Outside {
    /** Zeros: samples fade out over half a pixel. */
    ZEROS,
    /** The outermost pixels go on; positions outside have no derivative. */
    BORDER
  }

  /** Linear interpolation; pixel centres at half coordinates, so that the image's edges stay. */
  public static Tensor resizeLinear(Tensor image, int height, int width) {
    Shape shape = image.shape();
    Tensor tall = Resampling.linear(shape.get(2), centres(shape.get(2), height)).apply(image, 2);
    return Resampling.linear(shape.get(3), centres(shape.get(3), width)).apply(tall, 3);
  }

  private static double[] centres(int from, int to) {
    return IntStream.range(0, to).mapToDouble(i -> (i + 0.5) * from / to - 0.5).toArray();
  }

  /** Repeats each pixel: the source pixel whose area holds the result's centre. */
  public static Tensor resizeNearest(Tensor image, int height, int width) {
    Shape shape = image.shape();
    Tensor tall =
        Resampling.nearest(shape.get(2), centres(shape.get(2), height), x -> (int) Math.round(x))
            .apply(image, 2);
    return Resampling.nearest(shape.get(3), centres(shape.get(3), width), x -> (int) Math.round(x))
        .apply(tall, 3);
  }

  /** Adds {@code before} and {@code after} copies of the outermost elements to an axis. */
  public static Tensor padEdge(Tensor x, int axis, int before, int after) {
    int last = x.shape().get(axis) - 1;
    return padded(x, axis, before, after, i -> Math.max(0, Math.min(last, i)));
  }

  /**
   * Mirrors an axis at its outermost elements, which are not repeated.
   *
   * @param before, after less than the axis' extent
   */
  public static Tensor padReflect(Tensor x, int axis, int before, int after) {
    int last = x.shape().get(axis) - 1;
    if (Math.max(before, after) > last) {
      throw new IllegalArgumentException(
          "reflection of "
              + before
              + " and "
              + after
              + " elements of axis "
              + axis
              + " of "
              + x.shape());
    }
    return padded(x, axis, before, after, i -> last - Math.abs(last - Math.abs(i)));
  }

  private static Tensor padded(Tensor x, int axis, int before, int after, IntUnaryOperator source) {
    if (before == 0 && after == 0) {
      return x;
    }
    int[] indices = IntStream.range(-before, x.shape().get(axis) + after).map(source).toArray();
    return x.gather(axis, indices);
  }

  /**
   * Bilinear samples; derivatives flow to the image and to the positions.
   *
   * @param image [N, C, H, W]
   * @param grid [N, H', W', 2]: x, y from −1 (left, top) to 1
   * @param alignCorners whether ±1 are the centres of the outermost pixels instead of their edges
   * @return [N, C, H', W']
   */
  public static Tensor sample(Tensor image, Tensor grid, boolean alignCorners, Outside outside) {
    Shape in = image.shape();
    Shape at = grid.shape();
    if (in.rank() != 4 || at.rank() != 4 || at.get(0) != in.get(0) || at.get(3) != 2) {
      throw new IllegalArgumentException("samples of " + in + " at " + at);
    }
    Shape flat = Shape.of(at.get(0), at.get(1) * at.get(2));
    Tensor x = pixels(grid.slice(3, 0, 1).reshapeTo(flat, false), in.get(3), alignCorners);
    Tensor y = pixels(grid.slice(3, 1, 2).reshapeTo(flat, false), in.get(2), alignCorners);
    if (outside == Outside.BORDER) {
      x = x.clip(0, in.get(3) - 1);
      y = y.clip(0, in.get(2) - 1);
    }
    List<Tensor> columns = corners(x);
    List<Tensor> rows = corners(y);
    Tensor pixels = image.reshapeTo(Shape.of(in.get(0), in.get(1), in.get(2) * in.get(3)), true);
    Tensor sum = null;
    for (Tensor row : rows) {
      for (Tensor column : columns) {
        Tensor share = share(column, x).mul(share(row, y)).mul(within(column, row, in));
        Tensor part = corner(pixels, column, row, in).mul(share.unsqueeze(1));
        sum = sum == null ? part : sum.add(part);
      }
    }
    return java.util.Objects.requireNonNull(sum)
        .reshapeTo(Shape.of(in.get(0), in.get(1), at.get(1), at.get(2)), true);
  }

  private static Tensor pixels(Tensor position, int extent, boolean alignCorners) {
    return alignCorners
        ? position.add(1).mul((extent - 1) / 2.0)
        : position.add(1).mul(extent / 2.0).sub(0.5);
  }

  /** The integers below and above. */
  private static List<Tensor> corners(Tensor position) {
    Tensor lower = position.floor();
    List<Tensor> corners = new ArrayList<>(List.of(lower));
    corners.add(lower.add(1));
    return corners;
  }

  private static Tensor share(Tensor corner, Tensor position) {
    return position.sub(corner).abs().neg().add(1);
  }

  /** 1 where the corner is a pixel of the image, else 0. */
  private static Tensor within(Tensor column, Tensor row, Shape image) {
    Tensor x = column.equal(column.clip(0, image.get(3) - 1)).cast(column.type());
    Tensor y = row.equal(row.clip(0, image.get(2) - 1)).cast(row.type());
    return x.mul(y);
  }

  /** [N, C, positions]. */
  private static Tensor corner(Tensor pixels, Tensor column, Tensor row, Shape image) {
    Tensor index =
        row.clip(0, image.get(2) - 1)
            .mul(image.get(3))
            .add(column.clip(0, image.get(3) - 1))
            .cast(ElementType.INT64)
            .unsqueeze(1);
    Shape all = Shape.of(image.get(0), image.get(1), column.shape().get(1));
    return Indexing.gatherElements(pixels, 2, index.expand(all));
  }

  /**
   * The grid of {@link #sample} for an affine map of each sample.
   *
   * @param maps [N, 2, 3]: from a result's coordinates (x, y, 1), −1 … 1, to the source's
   * @param alignCorners as {@link #sample} takes it
   * @return [N, height, width, 2]
   */
  public static Tensor affineGrid(Tensor maps, int height, int width, boolean alignCorners) {
    double[] points = new double[height * width * 3];
    for (int i = 0; i < height * width; i++) {
      points[3 * i] = coordinate(i % width, width, alignCorners);
      points[3 * i + 1] = coordinate(i / width, height, alignCorners);
      points[3 * i + 2] = 1;
    }
    Tensor base = maps.graph().constant(points, height * width, 3);
    return base.matmul(maps.matrixTranspose())
        .reshapeTo(Shape.of(maps.shape().get(0), height, width, 2), true);
  }

  private static double coordinate(int index, int extent, boolean alignCorners) {
    if (alignCorners) {
      return extent == 1 ? 0 : 2.0 * index / (extent - 1) - 1;
    }
    return (2.0 * index + 1) / extent - 1;
  }
}
