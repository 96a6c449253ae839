package org.palpebra.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkersTest {
  @Property(tries = 200)
  void everyIndexIsDoneOnce(
      @ForAll @IntRange(min = 1, max = 9) int threads,
      @ForAll @IntRange(max = 200) int length,
      @ForAll @IntRange(min = 1, max = 17) int grain) {
    AtomicIntegerArray done = new AtomicIntegerArray(length);
    Workers.of(threads)
        .run(
            length,
            grain,
            (from, to) -> {
              assertEquals(0, from % grain);
              for (int i = from; i < to; i++) {
                done.incrementAndGet(i);
              }
            });
    int[] expected = new int[length];
    Arrays.fill(expected, 1);
    int[] got = new int[length];
    Arrays.setAll(got, done::get);
    assertArrayEquals(expected, got);
  }

  @Property(tries = 100)
  void aStepBeginsWhenTheFormerIsDone(
      @ForAll @IntRange(min = 1, max = 5) int threads,
      @ForAll @IntRange(min = 1, max = 60) int length) {
    int[] first = new int[length];
    int[] second = new int[length];
    Workers.of(threads)
        .run(
            new Workers.Step(length, 3, (from, to) -> Arrays.fill(first, from, to, 1)),
            new Workers.Step(
                length,
                1,
                (from, to) -> {
                  for (int i = from; i < to; i++) {
                    second[i] = Arrays.stream(first).sum();
                  }
                }));
    int[] expected = new int[length];
    Arrays.fill(expected, length);
    assertArrayEquals(expected, second);
  }

  @Test
  void whatAPartThrowsComesOut() {
    IllegalStateException thrown = new IllegalStateException("seven");
    assertSame(
        thrown,
        assertThrows(
            IllegalStateException.class,
            () ->
                Workers.of(3)
                    .run(
                        10,
                        1,
                        (from, to) -> {
                          if (from == 7) {
                            throw thrown;
                          }
                        })));
  }

  @Test
  @Timeout(20)
  void soDoExceptionsThatArePartOfNoSignature() {
    for (int part = 0; part < 10; part++) {
      int bad = part;
      IOException thrown = new IOException("part " + bad);
      Workers.Part throwing =
          (from, to) -> {
            if (from == bad) {
              WorkersTest.<RuntimeException>throwAny(thrown);
            }
          };
      assertSame(thrown, assertThrows(IOException.class, () -> Workers.of(3).run(10, 1, throwing)));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwAny(Throwable t) throws T {
    throw (T) t;
  }

  @Test
  void partsMayBeAsLongAsAnything() {
    AtomicLong done = new AtomicLong();
    for (int grain : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE / 2, 1 << 30}) {
      done.set(0);
      Workers.of(2).run(Integer.MAX_VALUE, grain, (from, to) -> done.addAndGet(to - from));
      assertEquals(Integer.MAX_VALUE, done.get(), "grain " + grain);
    }
    Workers.Part none = (from, to) -> done.set(-1);
    for (int threads = 1; threads < 3; threads++) {
      Workers workers = Workers.of(threads);
      workers.run(0, 5, none);
      assertThrows(IllegalArgumentException.class, () -> workers.run(3, 0, none));
      assertThrows(IllegalArgumentException.class, () -> workers.run(-1, 1, none));
    }
    assertEquals(Integer.MAX_VALUE, done.get());
  }

  @Test
  @Timeout(20)
  void aBusyPoolIsNotWaitedFor() throws InterruptedException {
    int pool = ForkJoinPool.commonPool().getParallelism();
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(pool);
    for (int i = 0; i < pool; i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                busy.countDown();
                awaitQuietly(release);
              });
    }
    busy.await();
    try {
      everyIndexIsDoneOnce(4, 100, 3);
      long waiting = ForkJoinPool.commonPool().getQueuedSubmissionCount();
      List<WeakReference<byte[]>> used = new ArrayList<>();
      for (int call = 0; call < 1000; call++) {
        byte[] data = new byte[1000];
        used.add(new WeakReference<>(data));
        Workers.of(4).run(10, 1, (from, to) -> data[from]++);
      }
      long more = ForkJoinPool.commonPool().getQueuedSubmissionCount() - waiting;
      assertTrue(more <= 4 * Runtime.getRuntime().availableProcessors(), more + " more wait");
      long kept = used.size();
      for (int i = 0; i < 50 && kept > 0; i++) {
        System.gc();
        kept = used.stream().filter(r -> r.get() != null).count();
      }
      assertEquals(0, kept, "what parts used is still referred to");
    } finally {
      release.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aThreadIsNeeded() {
    assertThrows(IllegalArgumentException.class, () -> Workers.of(0));
    assertSame(Workers.CALLER, Workers.of(1));
  }
}
