package org.palpebra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.palpebra.FaceReconstructor;

/** Whether memory grows while many threads call one reconstructor. */
final class MemoryGrowth {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private MemoryGrowth() {}

  /**
   * Before and after the calls, which as many calls have preceded; each after a garbage collection.
   *
   * @param residentBefore of the whole process, MB; −1 where the system does not say
   * @param directBefore Java's buffers outside its heap, MB
   * @param heapBefore in use, MB
   */
  record Row(
      boolean detection,
      int callers,
      int calls,
      double residentBefore,
      double residentAfter,
      double directBefore,
      double directAfter,
      double heapBefore,
      double heapAfter) {}

  /**
   * @param pause before memory is looked at
   */
  static Row measure(
      FaceReconstructor reconstructor, boolean detection, int callers, int calls, Duration pause) {
    CallerScaling scaling = new CallerScaling(reconstructor, detection);
    int each = Math.max(1, Math.round((float) calls / callers));
    scaling.call(callers, each);
    double[] before = now(pause);
    scaling.call(callers, each);
    double[] after = now(pause);
    return new Row(
        detection,
        callers,
        each * callers,
        before[0],
        after[0],
        before[1],
        after[1],
        before[2],
        after[2]);
  }

  private static double[] now(Duration pause) {
    System.gc();
    sleep(pause);
    double direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new double[] {resident(), direct / 1e6, heap / 1e6};
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException("measuring memory was interrupted", e);
    }
  }

  private static double resident() {
    if (!Files.isReadable(STATUS)) {
      return -1;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .mapToDouble(kib -> Long.parseLong(kib) * 1024 / 1e6)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
