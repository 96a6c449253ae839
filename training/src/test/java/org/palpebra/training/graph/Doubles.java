package org.palpebra.training.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs graphs of either real type on double arrays. */
public final class Doubles {
  private Doubles() {}

  public static Map<String, double[]> run(
      GraphSession session, Graph graph, Map<String, double[]> values) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    graph.inputs().forEach((name, tensor) -> inputs.put(name, tensor(tensor, values.get(name))));
    Map<String, double[]> results = new LinkedHashMap<>();
    session
        .run(inputs)
        .forEach(
            (name, tensor) -> {
              results.put(name, doubles(tensor));
              tensor.close();
            });
    inputs.values().forEach(OnnxTensor::close);
    return results;
  }

  private static OnnxTensor tensor(Tensor like, double[] values) {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      long[] shape = java.util.Arrays.stream(like.shape().toArray()).asLongStream().toArray();
      if (like.type() == ElementType.DOUBLE) {
        return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
      }
      float[] narrow = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        narrow[i] = (float) values[i];
      }
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(narrow), shape);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] doubles(OnnxTensor tensor) {
    DoubleBuffer buffer = tensor.getDoubleBuffer();
    if (buffer != null) {
      double[] values = new double[buffer.remaining()];
      buffer.get(values);
      return values;
    }
    float[] narrow = GraphSession.floats(tensor);
    double[] values = new double[narrow.length];
    for (int i = 0; i < narrow.length; i++) {
      values[i] = narrow[i];
    }
    return values;
  }
}
