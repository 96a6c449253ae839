package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rules of operators that move elements without changing them. */
final class ShapeGradients {
  private ShapeGradients() {}

  static void register(Map<String, GradientRule> table) {
    table.put("Reshape", s -> s.toInput(0, () -> s.gradient().reshapeTo(s.input(0).shape(), true)));
    table.put("Expand", s -> s.toInput(0, s::gradient));
    table.put("Transpose", ShapeGradients::transpose);
    table.put("Concat", ShapeGradients::concat);
    table.put("Split", ShapeGradients::split);
    table.put("Slice", ShapeGradients::slice);
    table.put("Pad", ShapeGradients::pad);
  }

  private static void transpose(BackwardStep s) {
    int[] order = s.node().integers("perm");
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[order[i]] = i;
    }
    s.toInput(0, () -> s.gradient().transpose(inverse));
  }

  private static void concat(BackwardStep s) {
    int axis = (int) s.node().integer("axis", 0);
    int start = 0;
    for (int i = 0; i < s.inputCount(); i++) {
      int from = start;
      int to = start + s.input(i).shape().get(axis);
      s.toInput(i, () -> s.gradient().slice(axis, from, to));
      start = to;
    }
  }

  private static void split(BackwardStep s) {
    int axis = (int) s.node().integer("axis", 0);
    s.toInput(
        0,
        () -> {
          List<Tensor> parts = new ArrayList<>();
          for (int i = 0; i < s.node().outputs.size(); i++) {
            parts.add(s.gradient(i));
          }
          return Tensor.concat(axis, parts);
        });
  }

  private static void slice(BackwardStep s) {
    s.toInput(0, () -> unslice(s));
  }

  /** Zeros between the elements of a strided axis, then zeros around. */
  private static Tensor unslice(BackwardStep s) {
    Shape shape = s.input(0).shape();
    int[] starts = s.constants(1);
    int[] axes = s.constants(3);
    int[] steps = s.constants(4);
    Tensor gradient = s.gradient();
    int[] before = new int[shape.rank()];
    int[] after = new int[shape.rank()];
    for (int i = 0; i < axes.length; i++) {
      if (steps[i] < 0) {
        return gradient.flip(axes);
      }
      gradient = stuffed(gradient, axes[i], steps[i]);
      before[axes[i]] = starts[i];
      after[axes[i]] = shape.get(axes[i]) - starts[i] - gradient.shape().get(axes[i]);
    }
    return gradient.pad(before, after);
  }

  /** Puts {@code step − 1} zeros between neighbours along an axis. */
  static Tensor stuffed(Tensor tensor, int axis, int step) {
    if (step == 1) {
      return tensor;
    }
    int extent = tensor.shape().get(axis);
    Tensor lone = tensor.unsqueeze(axis + 1);
    int[] before = new int[lone.shape().rank()];
    int[] after = new int[lone.shape().rank()];
    after[axis + 1] = step - 1;
    Tensor spread = lone.pad(before, after);
    return spread
        .reshapeTo(tensor.shape().with(axis, extent * step), true)
        .slice(axis, 0, (extent - 1) * step + 1);
  }

  private static void pad(BackwardStep s) {
    int[] pads = s.constants(1);
    Shape shape = s.input(0).shape();
    s.toInput(
        0,
        () -> {
          Tensor gradient = s.gradient();
          for (int i = 0; i < shape.rank(); i++) {
            gradient = gradient.slice(i, pads[i], pads[i] + shape.get(i));
          }
          return gradient;
        });
  }
}
