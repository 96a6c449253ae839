package org.palpebra.benchmarks;

import ai.onnxruntime.OnnxTensor;
import java.util.Map;
import org.palpebra.onnx.Device;
import org.palpebra.training.graph.CpuThreads;
import org.palpebra.training.nn.Execution;
import org.palpebra.training.nn.TrainStep;

/**
 * Palpebra's training steps on one batch.
 *
 * @param step reports its {@code loss}; closed with this
 * @param batch closed with this
 */
record RepeatedStep(TrainStep step, Map<String, OnnxTensor> batch) implements AutoCloseable {

  /**
   * Steps on the CPU whose threads wait as PyTorch's do: awake, unless {@code OMP_WAIT_POLICY} is
   * {@code passive}.
   */
  static Execution execution(int threads) {
    boolean spinning = !"passive".equalsIgnoreCase(System.getenv("OMP_WAIT_POLICY"));
    return new Execution(Device.CPU, new CpuThreads(threads, spinning), 1);
  }

  /** Forward, backward, Adam; returns the loss before the step. */
  float run() {
    Map<String, Float> metrics = step.run(batch, TrainingWorkload.LEARNING_RATE);
    return metrics.getOrDefault("loss", Float.NaN);
  }

  @Override
  public void close() {
    step.close();
    batch.values().forEach(OnnxTensor::close);
  }
}
