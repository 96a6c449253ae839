package org.palpebra.training.graph.io;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/** Operators that change a shape and move no value from its neighbours. */
final class ShapeConversions {
  private ShapeConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    table.accept("Reshape", ShapeConversions::reshape);
    table.accept("Flatten", ShapeConversions::flatten);
    table.accept("Squeeze", ShapeConversions::squeeze);
    table.accept("Unsqueeze", ShapeConversions::unsqueeze);
    table.accept("Transpose", ShapeConversions::transpose);
    table.accept("Expand", ShapeConversions::expand);
    table.accept("Tile", ShapeConversions::tile);
    table.accept("DepthToSpace", ShapeConversions::depthToSpace);
    table.accept("SpaceToDepth", ShapeConversions::spaceToDepth);
  }

  private static Tensor reshape(ImportedNode node) {
    Tensor x = node.tensor(0);
    int[] target = node.integers(1, "shape");
    boolean zerosMeanZero = node.flag("allowzero", false);
    for (int i = 0; i < target.length; i++) {
      if (target[i] == 0 && !zerosMeanZero) {
        target[i] = x.shape().get(i);
      }
    }
    rebatch(node, x.shape(), target);
    return x.reshape(target);
  }

  /** Where a file reshapes to its fixed batch, the graph's batch takes its place. */
  private static void rebatch(ImportedNode node, Shape from, int[] target) {
    ImportScope.Rebatching batch = node.scope().rebatching();
    if (!batch.changes() || target.length == 0 || target[0] != batch.from()) {
      return;
    }
    int rest = Arrays.stream(target, 1, target.length).reduce(1, (a, b) -> a * b);
    boolean samples = from.rank() > 0 && from.get(0) == batch.to();
    if (samples && (rest < 0 || rest * batch.to() == from.size())) {
      target[0] = batch.to();
    }
  }

  private static Tensor flatten(ImportedNode node) {
    Tensor x = node.tensor(0);
    int axis = node.integer("axis", 1);
    int from = axis < 0 ? axis + x.shape().rank() : axis;
    return x.reshape(x.shape().product(0, from), x.shape().product(from, x.shape().rank()));
  }

  private static Tensor squeeze(ImportedNode node) {
    Tensor x = node.tensor(0);
    int[] axes = node.integers("axes", 1);
    Shape shape = x.shape();
    boolean[] dropped = new boolean[shape.rank()];
    if (axes == null) {
      IntStream.range(0, dropped.length).forEach(i -> dropped[i] = shape.get(i) == 1);
    } else {
      for (int axis : axes) {
        dropped[shape.axis(axis)] = true;
      }
    }
    int[] kept = IntStream.range(0, dropped.length).filter(i -> !dropped[i]).toArray();
    return x.reshape(Arrays.stream(kept).map(shape::get).toArray());
  }

  private static Tensor unsqueeze(ImportedNode node) {
    Tensor x = node.tensor(0);
    int[] axes = node.integers("axes", 1);
    if (axes == null) {
      throw node.error("lacks axes");
    }
    int[] extents = new int[x.shape().rank() + axes.length];
    for (int axis : axes) {
      extents[axis < 0 ? axis + extents.length : axis] = 1;
    }
    int next = 0;
    for (int i = 0; i < extents.length; i++) {
      extents[i] = extents[i] == 1 ? 1 : x.shape().get(next++);
    }
    return x.reshape(extents);
  }

  private static Tensor transpose(ImportedNode node) {
    Tensor x = node.tensor(0);
    int last = x.shape().rank() - 1;
    int[] reverse = IntStream.rangeClosed(0, last).map(i -> last - i).toArray();
    return x.transpose(node.integers("perm", reverse));
  }

  private static Tensor expand(ImportedNode node) {
    return node.tensor(0).expand(Shape.of(node.integers(1, "shape")));
  }

  private static Tensor tile(ImportedNode node) {
    Tensor x = node.tensor(0);
    int[] repeats = node.integers(1, "repeats");
    for (int axis = 0; axis < repeats.length; axis++) {
      Shape shape = x.shape();
      if (repeats[axis] != 1) {
        Tensor lone = x.unsqueeze(axis);
        x =
            lone.expand(lone.shape().with(axis, repeats[axis]))
                .reshape(shape.with(axis, shape.get(axis) * repeats[axis]).toArray());
      }
    }
    return x;
  }

  private static Tensor depthToSpace(ImportedNode node) {
    Tensor x = node.tensor(0);
    Shape in = x.shape();
    int block = node.integer("blocksize", 1);
    int channels = in.get(1) / (block * block);
    boolean depthFirst = node.text("mode", "DCR").equals("DCR");
    Tensor parts =
        depthFirst
            ? x.reshape(in.get(0), block, block, channels, in.get(2), in.get(3))
                .transpose(0, 3, 4, 1, 5, 2)
            : x.reshape(in.get(0), channels, block, block, in.get(2), in.get(3))
                .transpose(0, 1, 4, 2, 5, 3);
    return parts.reshape(in.get(0), channels, in.get(2) * block, in.get(3) * block);
  }

  private static Tensor spaceToDepth(ImportedNode node) {
    Tensor x = node.tensor(0);
    Shape in = x.shape();
    int block = node.integer("blocksize", 1);
    int height = in.get(2) / block;
    int width = in.get(3) / block;
    return x.reshape(in.get(0), in.get(1), height, block, width, block)
        .transpose(0, 3, 5, 1, 2, 4)
        .reshape(in.get(0), in.get(1) * block * block, height, width);
  }
}
