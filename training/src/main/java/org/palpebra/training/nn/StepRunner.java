package org.palpebra.training.nn;

import ai.onnxruntime.OnnxTensor;
import java.util.List;
import java.util.Map;

/** Runs training steps and holds their state. Not thread-safe; close it. */
interface StepRunner extends AutoCloseable {
  /**
   * Does one step per rate.
   *
   * @param batches the data inputs by name; not closed
   * @return for each step what it reports, by name
   */
  List<Map<String, Float>> run(Map<String, OnnxTensor> batches, double[] learningRates);

  /** A copy of one array of the state. */
  float[] values(String name);

  /**
   * Replaces the state.
   *
   * @param values all of its arrays, of the right sizes
   */
  void load(Map<String, float[]> values);

  /** The device and ONNX Runtime's provider. */
  String place();

  @Override
  void close();
}
