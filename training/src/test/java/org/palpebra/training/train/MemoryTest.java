package org.palpebra.training.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether training leaks: memory after many steps against memory after few. */
class MemoryTest {
  private static final int STEPS_PER_EPOCH = 50;
  private static final int EPOCHS = 20;
  private static final double TOLERANCE = 0.02;

  /** Six kilobytes a step, a small part of the weights and moments that a step makes anew. */
  private static final long LATE_BYTES = 3_000_000;

  @TempDir Path folder;

  /**
   * The heap's pages are touched from the start and the optimising compiler, which takes tens of
   * megabytes whenever it likes, is off: what is left is what training allocates, and some
   * megabytes while the machine warms up. The second half of the run has to add next to nothing.
   */
  @Test
  @Tag("slow")
  void memoryAfterAThousandStepsIsThatAfterFifty() throws Exception {
    measure("-D" + SmallRun.DETOUR + "=false");
  }

  @Test
  @Tag("slow")
  void soItIsWhenTheStepLeavesTheGraphMidway() throws Exception {
    measure("-D" + SmallRun.DETOUR + "=true");
  }

  private void measure(String kind) throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "resident size is read from /proc");
    List<String> options =
        List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1", kind);
    Path run = folder.resolve("run");
    Process process = SmallRun.start(options, run, EPOCHS, STEPS_PER_EPOCH, 64);
    StringBuilder lines = new StringBuilder();
    long[] first = new long[2];
    long[] middle = new long[2];
    long[] last = new long[2];
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.append(line).append('\n');
        String[] words = line.split(" ");
        if (words[0].equals("epoch")) {
          long[] now = {Long.parseLong(words[2]), Long.parseLong(words[3])};
          int epoch = Integer.parseInt(words[1]);
          System.arraycopy(now, 0, epoch == 1 ? first : last, 0, 2);
          if (epoch == EPOCHS / 2) {
            System.arraycopy(now, 0, middle, 0, 2);
          }
        }
      }
    }
    assertEquals(0, process.waitFor(), () -> SmallRun.errors(run));
    String message =
        "of %d steps each, then resident and heap bytes%n%s".formatted(STEPS_PER_EPOCH, lines);
    assertTrue(last[0] <= first[0] * (1 + TOLERANCE), "resident size grows, epochs " + message);
    assertTrue(last[0] <= middle[0] + LATE_BYTES, "resident size keeps growing, epochs " + message);
    assertTrue(last[1] <= first[1] * (1 + TOLERANCE), "heap grows, epochs " + message);
  }
}
