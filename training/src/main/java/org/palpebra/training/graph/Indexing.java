package org.palpebra.training.graph;

import java.util.Arrays;
import java.util.Map;

/**
 * Reading and writing of elements by index. Indices are INT64; negative ones count from the end;
 * derivatives flow through data and updates.
 */
public final class Indexing {
  private Indexing() {}

  /**
   * {@code result[i, j, …] = data[i, indices[i, j, …], …]} for axis 1, likewise for others.
   *
   * @param indices of the data's rank; the result has their shape
   */
  public static Tensor gatherElements(Tensor data, int axis, Tensor indices) {
    requireWithin(data.shape(), axis, indices.shape());
    Map<String, Object> attributes = Map.of("axis", (long) data.shape().axis(axis));
    return data.graph()
        .node("GatherElements", attributes, data.type(), indices.shape(), data, indices);
  }

  /**
   * The data with {@code updates} written over the elements that {@link #gatherElements} would read
   * by the same indices.
   *
   * @param indices no element twice
   * @param updates of the indices' shape
   */
  public static Tensor scatterElements(Tensor data, int axis, Tensor indices, Tensor updates) {
    return scatterElements(data, axis, indices, updates, "none");
  }

  /** As {@link #scatterElements}, adding; indices may repeat. */
  public static Tensor scatterElementsAdd(Tensor data, int axis, Tensor indices, Tensor updates) {
    return scatterElements(data, axis, indices, updates, "add");
  }

  private static Tensor scatterElements(
      Tensor data, int axis, Tensor indices, Tensor updates, String reduction) {
    requireWithin(data.shape(), axis, indices.shape());
    requireEqual(indices.shape(), updates.shape());
    Map<String, Object> attributes =
        Map.of("axis", (long) data.shape().axis(axis), "reduction", reduction);
    return data.graph()
        .node("ScatterElements", attributes, data.type(), data.shape(), data, indices, updates);
  }

  /**
   * Slices by the index tuples along the last axis of the indices: {@code result[i…] =
   * data[indices[i…]]}.
   *
   * @param indices [I…, K], K ≤ the data's rank
   * @return [I…, the data's extents from axis K on]
   */
  public static Tensor gatherNd(Tensor data, Tensor indices) {
    Shape out = selected(data.shape(), indices.shape());
    return data.graph().node("GatherND", Map.of(), data.type(), out, data, indices);
  }

  /**
   * The data with {@code updates} written over what {@link #gatherNd} would read.
   *
   * @param indices no tuple twice
   * @param updates of the shape that {@link #gatherNd} returns
   */
  public static Tensor scatterNd(Tensor data, Tensor indices, Tensor updates) {
    return scatterNd(data, indices, updates, "none");
  }

  /** As {@link #scatterNd}, adding; tuples may repeat. */
  public static Tensor scatterNdAdd(Tensor data, Tensor indices, Tensor updates) {
    return scatterNd(data, indices, updates, "add");
  }

  private static Tensor scatterNd(Tensor data, Tensor indices, Tensor updates, String reduction) {
    requireEqual(selected(data.shape(), indices.shape()), updates.shape());
    Map<String, Object> attributes = Map.of("reduction", reduction);
    return data.graph()
        .node("ScatterND", attributes, data.type(), data.shape(), data, indices, updates);
  }

  private static Shape selected(Shape data, Shape indices) {
    int depth = indices.rank() == 0 ? 0 : indices.get(-1);
    if (depth < 1 || depth > data.rank()) {
      throw new IllegalArgumentException("indices " + indices + " into " + data);
    }
    int[] head = Arrays.copyOf(indices.toArray(), indices.rank() - 1 + data.rank() - depth);
    for (int i = depth; i < data.rank(); i++) {
      head[indices.rank() - 1 + i - depth] = data.get(i);
    }
    return Shape.of(head);
  }

  private static void requireWithin(Shape data, int axis, Shape indices) {
    boolean within = data.rank() == indices.rank();
    for (int i = 0; within && i < data.rank(); i++) {
      within = i == data.axis(axis) || indices.get(i) <= data.get(i);
    }
    if (!within) {
      throw new IllegalArgumentException(
          "indices " + indices + " along axis " + axis + " of " + data);
    }
  }

  private static void requireEqual(Shape expected, Shape updates) {
    if (!expected.equals(updates)) {
      throw new IllegalArgumentException("updates " + updates + ", not " + expected);
    }
  }
}
