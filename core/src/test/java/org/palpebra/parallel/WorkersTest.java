package org.palpebra.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicIntegerArray;
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
