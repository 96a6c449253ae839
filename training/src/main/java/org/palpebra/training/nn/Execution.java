package org.palpebra.training.nn;

import org.palpebra.onnx.Device;
import org.palpebra.training.graph.CpuThreads;
import org.palpebra.training.graph.Graph;

/**
 * How training steps are run; what they compute does not depend on it, but for rounding, which
 * differs from device to device.
 *
 * @param device {@link Device#CPU} or a CUDA device; never {@link Device#AUTO}
 * @param threads for operators on the CPU
 * @param stepsPerRun greatest number of steps within one run of ONNX Runtime, ≥ 1. Between runs the
 *     state lies in the computer's memory, during a run on the device
 */
public record Execution(Device device, CpuThreads threads, int stepsPerRun) {
  public Execution {
    if (device.kind() == Device.Kind.AUTO) {
      throw new IllegalArgumentException(
          "device auto: a training names its device, cpu, cuda or cuda:N");
    }
    if (stepsPerRun < 1) {
      throw new IllegalArgumentException("stepsPerRun must be positive, not " + stepsPerRun);
    }
  }

  /** One step at a time on the CPU, whose threads sleep while they wait. */
  public static Execution cpu(int threads) {
    return new Execution(Device.CPU, CpuThreads.sleeping(threads), 1);
  }

  /** An empty graph in the form that the device is fastest with. */
  public Graph newGraph() {
    return device.kind() == Device.Kind.CPU ? Graph.local() : new Graph();
  }
}
