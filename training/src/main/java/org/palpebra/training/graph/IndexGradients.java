package org.palpebra.training.graph;

import java.util.Map;
import java.util.stream.IntStream;

/** Rules of operators that read and write elements by index. */
final class IndexGradients {
  private IndexGradients() {}

  static void register(Map<String, GradientRule> table) {
    table.put("Gather", IndexGradients::gather);
    table.put("GatherElements", IndexGradients::gatherElements);
    table.put("GatherND", IndexGradients::gatherNd);
    table.put("ScatterElements", IndexGradients::scatterElements);
    table.put("ScatterND", IndexGradients::scatterNd);
  }

  private static void gather(BackwardStep s) {
    int axis = axis(s);
    s.toInput(
        0,
        () -> {
          Shape shape = s.input(0).shape();
          Tensor indices = s.input(1);
          Shape flat = shape.with(axis, indices.shape().size());
          int[] lone = IntStream.generate(() -> 1).limit(shape.rank()).toArray();
          lone[axis] = indices.shape().size();
          Tensor where = indices.reshapeTo(Shape.of(lone), false).expand(flat);
          Tensor updates = s.gradient().reshapeTo(flat, false);
          return scatterAdd(shape, axis, where, updates);
        });
  }

  private static void gatherElements(BackwardStep s) {
    s.toInput(0, () -> scatterAdd(s.input(0).shape(), axis(s), s.input(1), s.gradient()));
  }

  private static void gatherNd(BackwardStep s) {
    s.toInput(
        0,
        () -> {
          Tensor dy = s.gradient();
          Tensor zeros = dy.graph().zeros(dy.type(), s.input(0).shape());
          return Indexing.scatterNdAdd(zeros, s.input(1), dy);
        });
  }

  /** What was overwritten gets nothing; what was added to keeps its derivative. */
  private static void scatterElements(BackwardStep s) {
    Tensor dy = s.gradient();
    Tensor indices = s.input(1);
    s.toInput(
        0,
        () ->
            adds(s)
                ? dy
                : Indexing.scatterElements(
                    dy, axis(s), indices, dy.graph().zeros(dy.type(), indices.shape())));
    s.toInput(2, () -> Indexing.gatherElements(dy, axis(s), indices));
  }

  private static void scatterNd(BackwardStep s) {
    Tensor dy = s.gradient();
    Tensor indices = s.input(1);
    s.toInput(
        0,
        () ->
            adds(s)
                ? dy
                : Indexing.scatterNd(dy, indices, dy.graph().zeros(dy.type(), s.input(2).shape())));
    s.toInput(2, () -> Indexing.gatherNd(dy, indices));
  }

  private static boolean adds(BackwardStep s) {
    return "add".equals(s.node().attributes.get("reduction"));
  }

  private static int axis(BackwardStep s) {
    return (int) s.node().integer("axis", 0);
  }

  /** Zeros with updates added at the given positions of an axis. */
  static Tensor scatterAdd(Shape shape, int axis, Tensor indices, Tensor updates) {
    Tensor zeros = updates.graph().zeros(updates.type(), shape);
    return Indexing.scatterElementsAdd(zeros, axis, indices, updates);
  }
}
