package org.palpebra.training.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Tensor;

/** Runs graphs of either precision on double arrays and compares arrays. */
final class Numbers {
  private Numbers() {}

  /**
   * @param values double[] for real inputs, long[] for integer ones
   */
  static Map<String, double[]> run(GraphSession session, Graph graph, Map<String, Object> values) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    Map<String, double[]> results = new LinkedHashMap<>();
    try {
      graph
          .inputs()
          .forEach(
              (name, tensor) ->
                  inputs.put(name, tensor(tensor, Objects.requireNonNull(values.get(name), name))));
      session
          .run(inputs)
          .forEach(
              (name, tensor) -> {
                results.put(name, doubles(tensor));
                tensor.close();
              });
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
    return results;
  }

  /** Builds, runs once and closes. */
  static Map<String, double[]> run(Graph graph, Map<String, Object> values) {
    try (GraphSession session = GraphSession.of(graph, 1)) {
      return run(session, graph, values);
    }
  }

  private static OnnxTensor tensor(Tensor like, Object values) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    int[] extents = like.shape().toArray();
    long[] shape = new long[extents.length];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = extents[i];
    }
    try {
      if (like.type() == ElementType.INT64) {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap((long[]) values), shape);
      }
      double[] reals = (double[]) values;
      assertEquals(like.shape().size(), reals.length, like.toString());
      return like.type() == ElementType.DOUBLE
          ? OnnxTensor.createTensor(environment, DoubleBuffer.wrap(reals), shape)
          : OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats(reals)), shape);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] doubles(OnnxTensor tensor) {
    DoubleBuffer buffer = tensor.getDoubleBuffer();
    if (buffer == null) {
      return doubles(GraphSession.floats(tensor));
    }
    double[] values = new double[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  static float[] floats(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  /**
   * Differences are relative to the largest number, so that zeros do not ask for the impossible.
   */
  static void assertClose(double[] expected, double[] actual, double tolerance, String what) {
    assertClose(expected, actual, tolerance, 0, what);
  }

  /**
   * @param rounding of the expected numbers, allowed on top
   */
  static void assertClose(
      double[] expected, double[] actual, double tolerance, double rounding, String what) {
    assertEquals(expected.length, actual.length, what);
    double largest = 0;
    double error = 0;
    int where = 0;
    for (int i = 0; i < expected.length; i++) {
      assertTrue(Double.isFinite(actual[i]), what + "[" + i + "] is " + actual[i]);
      largest = Math.max(largest, Math.abs(expected[i]));
      if (Math.abs(expected[i] - actual[i]) > error) {
        error = Math.abs(expected[i] - actual[i]);
        where = i;
      }
    }
    assertTrue(
        error <= tolerance * largest + rounding,
        "%s[%d]: expected %s, got %s, largest %s"
            .formatted(what, where, expected[where], actual[where], largest));
  }
}
