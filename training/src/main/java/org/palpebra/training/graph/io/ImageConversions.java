package org.palpebra.training.graph.io;

import java.util.function.BiConsumer;
import java.util.function.DoubleToIntFunction;
import org.palpebra.training.graph.Images;
import org.palpebra.training.graph.Resampling;
import org.palpebra.training.graph.Tensor;

/** Resizing and sampling. */
final class ImageConversions {
  private ImageConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    table.accept("Resize", ImageConversions::resize);
    table.accept("Upsample", ImageConversions::upsample);
    table.accept("GridSample", ImageConversions::gridSample);
    table.accept("AffineGrid", ImageConversions::affineGrid);
  }

  private static Tensor resize(ImportedNode node) {
    if (node.flag("antialias", false) || node.flag("exclude_outside", false)) {
      throw node.error("antialias and exclude_outside are not supported");
    }
    node.require("keep_aspect_ratio_policy", "stretch");
    Tensor x = node.tensor(0);
    int[] axes = node.integers("axes", allAxes(x));
    boolean first = node.opset() < 11;
    int scalesAt = first ? 1 : 2;
    int[] sizes = !first && node.has(3) ? node.integers(3, "sizes") : null;
    double[] scales = sizes == null ? node.reals(scalesAt, "scales") : null;
    String transform =
        first ? "asymmetric" : node.text("coordinate_transformation_mode", "half_pixel");
    String rounding = first ? "floor" : node.text("nearest_mode", "round_prefer_floor");
    for (int i = 0; i < axes.length; i++) {
      int extent = x.shape().get(axes[i]);
      double scale = scales != null ? scales[i] : sizes == null ? 1 : (double) sizes[i] / extent;
      int size = sizes != null ? sizes[i] : (int) Math.floor(extent * (float) scale);
      x =
          resized(
              node, x, axes[i], new ResizedAxis(extent, size, (float) scale), transform, rounding);
    }
    return x;
  }

  private static int[] allAxes(Tensor x) {
    return java.util.stream.IntStream.range(0, x.shape().rank()).toArray();
  }

  private static Tensor upsample(ImportedNode node) {
    Tensor x = node.tensor(0);
    double[] scales = node.reals(1, "scales");
    for (int i = 0; i < scales.length; i++) {
      int extent = x.shape().get(i);
      int size = (int) Math.floor(extent * (float) scales[i]);
      ResizedAxis axis = new ResizedAxis(extent, size, (float) scales[i]);
      x = resized(node, x, i, axis, "asymmetric", "floor");
    }
    return x;
  }

  private static Tensor resized(
      ImportedNode node, Tensor x, int at, ResizedAxis axis, String transform, String rounding) {
    if (axis.extent() == axis.size() && axis.scale() == 1) {
      return x;
    }
    double[] positions;
    try {
      positions = axis.positions(transform);
    } catch (IllegalArgumentException e) {
      throw node.error(e.getMessage() + " is not supported", e);
    }
    String mode = node.text("mode", "nearest");
    Resampling resampling =
        switch (mode) {
          case "nearest" -> Resampling.nearest(axis.extent(), positions, rounding(node, rounding));
          case "linear", "bilinear" -> Resampling.linear(axis.extent(), positions);
          case "cubic" ->
              Resampling.cubic(axis.extent(), positions, node.real("cubic_coeff_a", -0.75));
          default -> throw node.error("mode=" + mode + " is not supported");
        };
    return resampling.apply(x, at);
  }

  private static DoubleToIntFunction rounding(ImportedNode node, String mode) {
    return switch (mode) {
      case "round_prefer_floor" -> position -> (int) Math.ceil(position - 0.5);
      case "round_prefer_ceil" -> position -> (int) Math.floor(position + 0.5);
      case "floor" -> position -> (int) Math.floor(position);
      case "ceil" -> position -> (int) Math.ceil(position);
      default -> throw node.error("nearest_mode=" + mode + " is not supported");
    };
  }

  private static Tensor gridSample(ImportedNode node) {
    String mode = node.text("mode", node.opset() < 20 ? "bilinear" : "linear");
    if (!mode.equals("bilinear") && !mode.equals("linear")) {
      throw node.error("mode=" + mode + " is not supported, only linear");
    }
    String padding = node.text("padding_mode", "zeros");
    Images.Outside outside =
        switch (padding) {
          case "zeros" -> Images.Outside.ZEROS;
          case "border" -> Images.Outside.BORDER;
          default -> throw node.error("padding_mode=" + padding + " is not supported");
        };
    boolean alignCorners = node.flag("align_corners", false);
    return Images.sample(node.tensor(0), node.tensor(1), alignCorners, outside);
  }

  private static Tensor affineGrid(ImportedNode node) {
    int[] size = node.integers(1, "size");
    if (size.length != 4) {
      throw node.error("size has " + size.length + " values; only images are supported");
    }
    return Images.affineGrid(node.tensor(0), size[2], size[3], node.flag("align_corners", false));
  }
}
