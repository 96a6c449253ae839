package org.palpebra.parallel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.palpebra.internal.Arguments;

/**
 * How many threads share the work of one call: the calling one and others of {@link
 * ForkJoinPool#commonPool()}. Where those are busy the calling thread does all of it, so that a
 * call never waits for a thread that has not begun. Results do not depend on the number.
 *
 * <p>Immutable and thread-safe; nothing to close.
 */
public final class Workers {
  /** The calling thread alone; nothing is allocated. */
  public static final Workers CALLER = new Workers(1);

  /** How often the end of the others' parts is looked for before the thread sleeps. */
  private static final int SPINS = 20_000;

  private final int threads;

  private Workers(int threads) {
    this.threads = threads;
  }

  /** At most that many threads, the calling one included. */
  public static Workers of(int threads) {
    return Arguments.atLeastOne("threads", threads) == 1 ? CALLER : new Workers(threads);
  }

  /** The number of threads, the calling one included. */
  public int threads() {
    return threads;
  }

  /** Does what lies between two indices; parts must not depend on each other. */
  @FunctionalInterface
  public interface Part {
    /**
     * @param from the first index
     * @param to the one after the last
     */
    void run(int from, int to);
  }

  /**
   * Does {@code 0..length} in parts and returns when all are done; a single thread does it as one
   * part.
   *
   * @param grain length of a part; the last one may be shorter. Parts start at its multiples.
   * @throws RuntimeException what a part threw; the others may have run or not
   */
  public void run(int length, int grain, Part part) {
    int parts = Math.floorDiv(length + grain - 1, grain);
    if (threads == 1 || parts <= 1) {
      part.run(0, length);
      return;
    }
    Job job = new Job(length, grain, parts, Math.min(threads, parts), part);
    for (int i = 1; i < Math.min(threads, parts); i++) {
      ForkJoinPool.commonPool().execute(job);
    }
    job.run(0);
    job.await();
  }

  /**
   * Each thread begins at its own place and takes what nobody has taken yet, so that in call after
   * call it sees the same data; who comes late finds nothing left.
   */
  private static final class Job implements Runnable {
    private final int length;
    private final int grain;
    private final int parts;
    private final int threads;
    private final Part part;
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicIntegerArray taken;
    private final CountDownLatch left;
    private volatile @Nullable Throwable failure;

    Job(int length, int grain, int parts, int threads, Part part) {
      this.length = length;
      this.grain = grain;
      this.parts = parts;
      this.threads = threads;
      this.part = part;
      taken = new AtomicIntegerArray(parts);
      left = new CountDownLatch(parts);
    }

    @Override
    public void run() {
      run(joined.incrementAndGet());
    }

    void run(int thread) {
      int first = thread * parts / threads;
      for (int i = 0; i < parts && left.getCount() > 0; i++) {
        int p = (first + i) % parts;
        if (taken.compareAndSet(p, 0, 1)) {
          runPart(p);
        }
      }
    }

    private void runPart(int p) {
      try {
        if (failure == null) {
          part.run(p * grain, Math.min(length, (p + 1) * grain));
        }
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        left.countDown();
      }
    }

    void await() {
      for (int spin = 0; spin < SPINS && left.getCount() > 0; spin++) {
        Thread.onSpinWait();
      }
      boolean interrupted = false;
      while (left.getCount() > 0) {
        try {
          left.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      rethrow(failure);
    }

    private static void rethrow(@Nullable Throwable failure) {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
