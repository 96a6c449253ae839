package org.palpebra.benchmarks;

import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.StageListener;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.onnx.opencv.OpenCv;

/** One reconstructor on one thread and one on two, of the embedded bundle, on the CPU. */
final class Reconstructors implements AutoCloseable {
  static final List<Integer> THREADS = List.of(1, 2);

  private final StepClock[] clocks = {new StepClock(), new StepClock()};
  private final FaceReconstructor[] opened;

  Reconstructors() {
    opened = new FaceReconstructor[] {open(1, clocks[0]), open(2, clocks[1])};
  }

  static FaceReconstructor open(int threads, StageListener listener) {
    return FaceReconstructors.builder().device(Device.CPU).threads(threads).stages(listener).open();
  }

  /** The reconstructor, with OpenCV's threads, of which there is one number, set to its own. */
  FaceReconstructor of(int threads) {
    OpenCv.threads(threads);
    return opened[threads - 1];
  }

  /** What that reconstructor's steps took. */
  StepClock clock(int threads) {
    return clocks[threads - 1];
  }

  @Override
  public void close() {
    opened[0].close();
    opened[1].close();
  }
}
