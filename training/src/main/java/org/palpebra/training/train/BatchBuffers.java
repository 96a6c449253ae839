package org.palpebra.training.train;

import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;

/** Room for the batches of one run of training steps, and the tensors over it. */
final class BatchBuffers implements AutoCloseable {
  private final int count;
  private final Map<String, FloatBuffer> buffers = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

  /**
   * @param shapes of one batch
   * @param count number of batches; more than one have an axis of their own, the first
   */
  BatchBuffers(Map<String, Shape> shapes, int count) {
    this.count = count;
    shapes.forEach((name, shape) -> add(name, count == 1 ? shape : shape.stacked(count)));
  }

  private void add(String name, Shape shape) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(shape.size(), Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffers.put(name, buffer);
    tensors.put(name, GraphSession.tensor(buffer.duplicate(), shape));
  }

  /** What a run takes. */
  Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  /** One batch's part of each buffer, to write to, with position 0. */
  Map<String, FloatBuffer> batch(int index) {
    Map<String, FloatBuffer> parts = new LinkedHashMap<>();
    buffers.forEach(
        (name, buffer) -> {
          int size = buffer.capacity() / count;
          parts.put(name, buffer.slice(index * size, size));
        });
    return parts;
  }

  /** A copy of one batch. */
  Map<String, float[]> copy(int index) {
    Map<String, float[]> copies = new LinkedHashMap<>();
    batch(index)
        .forEach(
            (name, buffer) -> {
              float[] values = new float[buffer.remaining()];
              buffer.get(values);
              copies.put(name, values);
            });
    return copies;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
  }
}
