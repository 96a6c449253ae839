package org.palpebra.training.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed as SIGKILL does it, in the midst of whatever they are doing. */
class KilledRunTest {
  private static final int SIDE = 32;

  @TempDir Path folder;

  @Test
  void aKilledRunResumesAndEndsWithTheSameBits() throws Exception {
    compare(List.of(), 3, 3, 30, 20261126);
  }

  @Test
  void soDoesOneWhoseStepLeavesTheGraphMidway() throws Exception {
    compare(List.of("-D" + SmallRun.DETOUR + "=true"), 1, 3, 20, 20261127);
  }

  @Test
  @Tag("slow")
  void manyKillsChangeNothingEither() throws Exception {
    compare(List.of(), 25, 8, 100, 5);
  }

  private void compare(List<String> options, int kills, int epochs, int stepsPerEpoch, long seed)
      throws Exception {
    Path straight = folder.resolve("straight");
    long start = finish(options, straight, epochs, stepsPerEpoch);
    long trainingMillis = (System.nanoTime() - start) / 1_000_000;
    Path killed = folder.resolve("killed");
    Random random = new Random(seed);
    List<String> moments = new ArrayList<>();
    int midway = 0;
    for (int i = 0; i < kills; i++) {
      // A share of what is left, so that every kill finds a run that goes on.
      double share = (0.1 + 0.9 * random.nextDouble()) / (kills - i + 1);
      Process process = SmallRun.start(options, killed, epochs, stepsPerEpoch, SIDE);
      Path needed = i == kills - 1 ? killed.resolve("checkpoint.safetensors") : folder;
      kill(process, (long) (share * trainingMillis), needed);
      String state = state(killed);
      moments.add(state);
      midway += state.startsWith("step") ? 1 : 0;
    }
    assertTrue(midway > 0, "no kill left a checkpoint: " + moments);
    finish(options, killed, epochs, stepsPerEpoch);
    String message = "seed " + seed + ", killed at " + moments;
    for (String name : List.of("checkpoint.safetensors", "log.csv")) {
      assertArrayEquals(
          Files.readAllBytes(straight.resolve(name)),
          Files.readAllBytes(killed.resolve(name)),
          name + " differs, " + message);
    }
    assertEquals(
        String.valueOf(epochs * stepsPerEpoch), lastStep(killed.resolve("log.csv")), message);
  }

  /** Runs to the end; returns the time of the first batch. */
  private static long finish(List<String> options, Path run, int epochs, int stepsPerEpoch)
      throws Exception {
    Process process = SmallRun.start(options, run, epochs, stepsPerEpoch, SIDE);
    long start = System.nanoTime();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals(SmallRun.TRAINING)) {
          start = System.nanoTime();
        }
      }
    }
    assertEquals(0, process.waitFor(), () -> SmallRun.errors(run));
    return start;
  }

  /**
   * Kills a run so long after its first batch, and not before a file is there. One that resumed at
   * its end asks for no batch and is left to end.
   */
  private static void kill(Process process, long millis, Path needed) throws Exception {
    try (BufferedReader out = process.inputReader()) {
      if (SmallRun.TRAINING.equals(out.readLine())) {
        process.waitFor(millis, TimeUnit.MILLISECONDS);
        while (process.isAlive() && !Files.exists(needed)) {
          process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly();
      }
      process.waitFor();
    }
  }

  private static String state(Path run) throws IOException {
    Path checkpoint = run.resolve("checkpoint.safetensors");
    if (!Files.exists(checkpoint)) {
      return "no checkpoint";
    }
    return "step " + lastStep(run.resolve("log.csv"));
  }

  private static String lastStep(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.get(lines.size() - 1).split(",")[0];
  }
}
