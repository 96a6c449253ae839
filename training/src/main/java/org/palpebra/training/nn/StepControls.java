package org.palpebra.training.nn;

import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Repetition;
import org.palpebra.training.graph.Shape;

/** The inputs of a run of training steps beside state and data: rates and the number of steps. */
final class StepControls implements AutoCloseable {
  private final int most;
  private final FloatBuffer rates;
  private final LongBuffer turns = direct(Long.BYTES).asLongBuffer();
  private final OnnxTensor rateTensor;
  private final OnnxTensor turnsTensor = GraphSession.tensor(turns.duplicate(), Shape.of());

  /**
   * @param most greatest number of steps of a run; for one there is no number of steps to give
   */
  StepControls(int most) {
    this.most = most;
    rates = direct(most * Float.BYTES).asFloatBuffer();
    rateTensor = GraphSession.tensor(rates.duplicate(), most == 1 ? Shape.of() : Shape.of(most));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** The inputs by name, valid until the next call. */
  Map<String, OnnxTensor> set(double[] learningRates) {
    if (learningRates.length < 1 || learningRates.length > most) {
      throw new IllegalArgumentException(
          learningRates.length + " learning rates for a run of 1 to " + most + " steps");
    }
    for (int i = 0; i < learningRates.length; i++) {
      rates.put(i, (float) learningRates[i]);
    }
    turns.put(0, learningRates.length);
    return most == 1
        ? Map.of(TrainStep.RATE, rateTensor)
        : Map.of(TrainStep.RATE, rateTensor, Repetition.TURNS, turnsTensor);
  }

  @Override
  public void close() {
    rateTensor.close();
    turnsTensor.close();
  }
}
