package org.palpebra.training.graph.io;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.palpebra.training.graph.Images;
import org.palpebra.training.graph.Tensor;

/** Cutting, joining and padding. */
final class SliceConversions {
  private SliceConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    table.accept("Concat", n -> Tensor.concat(n.integer("axis", 1), n.tensors()));
    table.accept("Slice", SliceConversions::slice);
    table.accept("Pad", SliceConversions::pad);
  }

  static List<Tensor> split(ImportedNode node) {
    Tensor x = node.tensor(0);
    int axis = node.integer("axis", 0);
    int[] sizes = node.integers("split", 1);
    return x.split(axis, sizes == null ? equalParts(node, x.shape().get(axis)) : sizes);
  }

  /** As even as can be, the last part being the smallest. */
  private static int[] equalParts(ImportedNode node, int extent) {
    int count = node.integer("num_outputs", node.proto().getOutputCount());
    int size = (extent + count - 1) / count;
    int[] sizes = new int[count];
    Arrays.fill(sizes, size);
    sizes[count - 1] = extent - size * (count - 1);
    return sizes;
  }

  /** Bounds were attributes before operator set 10. */
  private static Tensor slice(ImportedNode node) {
    Tensor x = node.tensor(0);
    int[] starts = bounds(node, "starts", 1);
    int[] ends = bounds(node, "ends", 2);
    int[] axes = node.integers("axes", 3);
    int[] steps = node.has(4) ? node.integers(4, "steps") : null;
    for (int i = 0; i < starts.length; i++) {
      int axis = axes == null ? i : axes[i];
      int step = steps == null ? 1 : steps[i];
      x = slice(x, axis, starts[i], ends[i], step);
    }
    return x;
  }

  private static int[] bounds(ImportedNode node, String name, int input) {
    int[] values = node.integers(name, input);
    if (values == null) {
      throw node.error("lacks " + name);
    }
    return values;
  }

  /** A slice backwards is one of the flipped axis. */
  private static Tensor slice(Tensor x, int axis, int start, int end, int step) {
    int extent = x.shape().get(axis);
    int from = start < 0 ? start + extent : start;
    long to = end < 0 ? (long) end + extent : end;
    if (step > 0) {
      return x.slice(axis, Math.max(0, from), (int) Math.max(0, Math.min(extent, to)), step);
    }
    int first = Math.min(extent - 1, from);
    int last = (int) Math.max(-1, to);
    return x.flip(x.shape().axis(axis)).slice(axis, extent - 1 - first, extent - 1 - last, -step);
  }

  /** Amounts were attributes before operator set 11; negative ones cut. */
  private static Tensor pad(ImportedNode node) {
    Tensor x = node.tensor(0);
    int[] pads = bounds(node, "pads", 1);
    double value = node.has(2) ? node.real(2, "constant_value") : node.real("value", 0);
    int[] all = IntStream.range(0, x.shape().rank()).toArray();
    int[] axes = node.has(3) ? node.integers(3, "axes") : all;
    String mode = node.text("mode", "constant");
    for (int i = 0; i < axes.length; i++) {
      int axis = x.shape().axis(axes[i]);
      int before = pads[i];
      int after = pads[axes.length + i];
      int extent = x.shape().get(axis);
      x = x.slice(axis, Math.max(0, -before), extent - Math.max(0, -after));
      x = padded(node, x, mode, axis, Math.max(0, before), Math.max(0, after), value);
    }
    return x;
  }

  private static Tensor padded(
      ImportedNode node, Tensor x, String mode, int axis, int before, int after, double value) {
    return switch (mode) {
      case "constant" -> {
        int[] front = new int[x.shape().rank()];
        int[] behind = new int[x.shape().rank()];
        front[axis] = before;
        behind[axis] = after;
        yield x.pad(front, behind, value);
      }
      case "edge" -> Images.padEdge(x, axis, before, after);
      case "reflect" -> Images.padReflect(x, axis, before, after);
      default -> throw node.error("mode=" + mode + " is not supported");
    };
  }
}
