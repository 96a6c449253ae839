package org.palpebra.training.train;

import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;

/** Makes the next batch while the present one is trained on: two sets of buffers, one thread. */
final class Prefetcher implements AutoCloseable {
  private final BatchSource source;
  private final LongFunction<BatchPosition> positions;
  private final List<Slot> slots = new ArrayList<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "palpebra-batches");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<?> pending;
  private long pendingStep = -1;

  private record Slot(Map<String, FloatBuffer> buffers, Map<String, OnnxTensor> tensors) {}

  Prefetcher(BatchSource source, int batchSize, LongFunction<BatchPosition> positions) {
    this.source = source;
    this.positions = positions;
    for (int i = 0; i < 2; i++) {
      slots.add(slot(source.shapes(batchSize)));
    }
  }

  private static Slot slot(Map<String, Shape> shapes) {
    Map<String, FloatBuffer> buffers = new LinkedHashMap<>();
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          FloatBuffer buffer =
              ByteBuffer.allocateDirect(shape.size() * Float.BYTES)
                  .order(ByteOrder.nativeOrder())
                  .asFloatBuffer();
          buffers.put(name, buffer);
          tensors.put(name, GraphSession.tensor(buffer.duplicate(), shape));
        });
    return new Slot(buffers, tensors);
  }

  /** The batch of a step; starts on the next one when {@code more}. Valid until the next call. */
  Map<String, OnnxTensor> take(long step, boolean more) {
    if (pendingStep != step) {
      start(step);
    }
    await();
    if (more) {
      start(step + 1);
    }
    return slots.get((int) (step % 2)).tensors();
  }

  private void start(long step) {
    pendingStep = step;
    pending = worker.submit(() -> fill(step));
  }

  private void fill(long step) {
    Slot slot = slots.get((int) (step % 2));
    slot.buffers().values().forEach(FloatBuffer::clear);
    source.fill(positions.apply(step), slot.buffers());
  }

  private void await() {
    Future<?> waiting = pending;
    if (waiting == null) {
      return;
    }
    try {
      waiting.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("no batch", e);
    }
  }

  @Override
  public void close() {
    worker.shutdown();
    try {
      await();
    } finally {
      slots.forEach(slot -> slot.tensors().values().forEach(OnnxTensor::close));
    }
  }
}
