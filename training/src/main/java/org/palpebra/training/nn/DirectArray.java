package org.palpebra.training.nn;

import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;

/**
 * Floats outside of the Java heap that Java and ONNX Runtime both work on, without copies.
 *
 * @param values position 0, limit the size
 * @param tensor over the same memory
 */
record DirectArray(FloatBuffer values, OnnxTensor tensor) implements AutoCloseable {
  static DirectArray of(Shape shape) {
    FloatBuffer values =
        ByteBuffer.allocateDirect(Math.multiplyExact(shape.size(), Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    return new DirectArray(values, GraphSession.tensor(values.duplicate(), shape));
  }

  float[] copy() {
    float[] copy = new float[values.capacity()];
    values.get(0, copy);
    return copy;
  }

  void set(float[] array) {
    values.put(0, array);
  }

  @Override
  public void close() {
    tensor.close();
  }
}
