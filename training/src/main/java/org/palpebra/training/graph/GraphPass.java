package org.palpebra.training.graph;

import ai.onnxruntime.OnnxTensor;
import java.util.Map;

/** A graph that can be run from its inputs to its outputs; close it. */
public interface GraphPass extends AutoCloseable {
  /**
   * Runs once.
   *
   * @param inputs by name; not closed
   * @return outputs by name, in the graph's order; the caller closes each
   */
  default Map<String, OnnxTensor> run(Map<String, OnnxTensor> inputs) {
    return run(inputs, Map.of());
  }

  /**
   * Runs once, with some outputs written into tensors that the caller keeps.
   *
   * @param inputs by name; not closed
   * @param results tensors to write to, by the outputs' names; not closed
   * @return the other outputs by name, in the graph's order; the caller closes each
   */
  Map<String, OnnxTensor> run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> results);

  /** The device and ONNX Runtime's provider, such as {@code cpu, onnxruntime-1.28.0/CPU…}. */
  String place();

  @Override
  void close();
}
