package org.palpebra.training.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batches of the next run while the present one is trained on: two sets of buffers, one
 * thread.
 */
final class Prefetcher implements AutoCloseable {
  private final BatchSource source;
  private final LongFunction<BatchPosition> positions;
  private final List<BatchBuffers> buffers = new ArrayList<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "palpebra-batches");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<?> pending;
  private @Nullable Run pendingRun;
  private int filled;

  /**
   * The steps of one run.
   *
   * @param first its number
   * @param count 0 for no run
   */
  record Run(long first, int count) {}

  /**
   * @param most greatest number of steps of a run
   */
  Prefetcher(BatchSource source, int batchSize, int most, LongFunction<BatchPosition> positions) {
    this.source = source;
    this.positions = positions;
    for (int i = 0; i < 2; i++) {
      buffers.add(new BatchBuffers(source.shapes(batchSize), most));
    }
  }

  /** The batches of a run; starts on those of the next one. Valid until the next call. */
  BatchBuffers take(Run run, Run next) {
    if (!run.equals(pendingRun)) {
      start(run);
    }
    await();
    BatchBuffers taken = buffers.get(filled);
    if (next.count() > 0) {
      start(next);
    }
    return taken;
  }

  private void start(Run run) {
    pendingRun = run;
    filled = 1 - filled;
    BatchBuffers target = buffers.get(filled);
    pending = worker.submit(() -> fill(run, target));
  }

  private void fill(Run run, BatchBuffers target) {
    for (int i = 0; i < run.count(); i++) {
      source.fill(positions.apply(run.first() + i), target.batch(i));
    }
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
      buffers.forEach(BatchBuffers::close);
    }
  }
}
