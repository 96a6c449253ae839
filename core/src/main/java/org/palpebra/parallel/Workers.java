package org.palpebra.parallel;

import java.util.Arrays;
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

  /**
   * How often the end of the others' parts is looked for, which takes about a millisecond, before
   * the calling thread sleeps and another one leaves.
   */
  private static final int SPINS = 20_000;

  /** Jobs that no thread of the pool has begun; more than so many are not offered to it. */
  private static final AtomicInteger WAITING = new AtomicInteger();

  private static final int MOST_WAITING = 4 * Runtime.getRuntime().availableProcessors();

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
   * Work that is done in parts.
   *
   * @param length the parts cover {@code 0..length}; none if 0
   * @param grain length of a part, at least 1; the last one may be shorter. Parts start at its
   *     multiples.
   */
  public record Step(int length, int grain, Part part) {
    public Step {
      Arguments.atLeastOne("grain", grain);
      if (length < 0) {
        throw new IllegalArgumentException("length must be at least 0, got " + length);
      }
    }

    private int parts() {
      return length == 0 ? 0 : (length - 1) / grain + 1;
    }

    private void runWhole() {
      if (length > 0) {
        part.run(0, length);
      }
    }

    private void run(int p) {
      int from = p * grain;
      part.run(from, from + Math.min(grain, length - from));
    }
  }

  /** Does one step; see {@link #run(Step...)}. */
  public void run(int length, int grain, Part part) {
    Step step = new Step(length, grain, part);
    if (threads == 1) {
      step.runWhole();
    } else {
      run(step);
    }
  }

  /**
   * Does steps one after the other, each when all parts of the former are done, and returns when
   * all are. A single thread does a step as one part.
   *
   * <p>What a part throws is thrown; the other parts of its step may then have run or not, those of
   * later steps have not.
   */
  public void run(Step... steps) {
    if (threads == 1) {
      for (Step step : steps) {
        step.runWhole();
      }
      return;
    }
    Job job = new Job(steps.clone(), threads);
    for (int i = 1; i < threads && WAITING.get() < MOST_WAITING; i++) {
      WAITING.incrementAndGet();
      ForkJoinPool.commonPool().execute(job);
    }
    job.lead();
  }

  /**
   * Each thread begins at its own place and takes what nobody has taken yet, so that in step after
   * step it sees the same data; who comes late finds nothing left.
   */
  private static final class Job implements Runnable {
    private final Step[] steps;
    private final int threads;
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicIntegerArray[] taken;
    private final CountDownLatch[] left;
    private volatile @Nullable Throwable failure;

    Job(Step[] steps, int threads) {
      this.steps = steps;
      this.threads = threads;
      taken = new AtomicIntegerArray[steps.length];
      left = new CountDownLatch[steps.length];
      for (int s = 0; s < steps.length; s++) {
        taken[s] = new AtomicIntegerArray(steps[s].parts());
        left[s] = new CountDownLatch(steps[s].parts());
      }
    }

    /** What another thread does. */
    @Override
    public void run() {
      WAITING.decrementAndGet();
      int thread = joined.incrementAndGet();
      for (int s = 0; s < steps.length; s++) {
        take(s, thread);
        if (!endsSoon(s)) {
          return;
        }
      }
    }

    /** What the calling thread does. */
    void lead() {
      boolean interrupted = false;
      for (int s = 0; s < steps.length; s++) {
        take(s, 0);
        endsSoon(s);
        while (left[s].getCount() > 0) {
          try {
            left[s].await();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      // who comes late finds nothing left, and must not keep what the steps refer to
      Arrays.fill(steps, null);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        Job.<RuntimeException>rethrow(failure);
      }
    }

    private void take(int s, int thread) {
      int parts = taken[s].length();
      int first = Math.min(thread, threads - 1) * parts / threads;
      for (int i = 0; i < parts && left[s].getCount() > 0; i++) {
        int p = (first + i) % parts;
        if (taken[s].compareAndSet(p, 0, 1)) {
          runPart(steps[s], p);
          left[s].countDown();
        }
      }
    }

    private void runPart(Step step, int p) {
      try {
        if (failure == null) {
          step.run(p);
        }
      } catch (Throwable e) { // checked ones, too, which other languages do not declare
        failure = e;
      }
    }

    private boolean endsSoon(int s) {
      for (int spin = 0; spin < SPINS && left[s].getCount() > 0; spin++) {
        Thread.onSpinWait();
      }
      return left[s].getCount() == 0;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable failure) throws T {
      throw (T) failure;
    }
  }
}
