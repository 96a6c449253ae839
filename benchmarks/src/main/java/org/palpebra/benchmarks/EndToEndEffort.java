package org.palpebra.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds of everything but photos, callers and memory
 * @param renderedRounds how often the rendered picture is reconstructed, textured and exported
 * @param photoRounds how often each photo of the folder is reconstructed
 * @param photos at most that many of the folder
 * @param faceCounts faces per photo
 * @param vertices of the made-up models, with the embedded model's number of coefficients
 * @param coefficients of the made-up models' shape, and as many of albedo
 * @param imageSides in pixels
 * @param callers how many threads call at once; ascending
 * @param callerRounds how often each number of callers is measured
 * @param window how long each time
 * @param memoryCalls calls after which memory is looked at, once more after as many
 * @param memoryPause for Java to give memory back before that, which it does in the background
 */
record EndToEndEffort(
    int rounds,
    int renderedRounds,
    int photoRounds,
    int photos,
    List<Integer> faceCounts,
    List<Integer> vertices,
    List<Integer> coefficients,
    List<Integer> imageSides,
    List<Integer> callers,
    int callerRounds,
    Duration window,
    int memoryCalls,
    Duration memoryPause) {
  static final EndToEndEffort FULL =
      new EndToEndEffort(
          5,
          15,
          2,
          Integer.MAX_VALUE,
          List.of(1, 2, 4, 8, 16, 32),
          List.of(5_000, 10_000, 20_000, 50_000, 100_000, 200_000),
          List.of(50, 100, 200, 400),
          List.of(256, 512, 1024, 2048, 4096),
          List.of(1, 2, 4, 8, 16),
          5,
          Duration.ofMillis(800),
          1000,
          Duration.ofSeconds(1));

  static final EndToEndEffort QUICK =
      new EndToEndEffort(
          3,
          6,
          1,
          4,
          List.of(1, 4, 16),
          List.of(5_000, 20_000, 80_000),
          List.of(50, 200),
          List.of(256, 1024, 4096),
          List.of(1, 2, 16),
          3,
          Duration.ofMillis(400),
          200,
          Duration.ofSeconds(1));
}
