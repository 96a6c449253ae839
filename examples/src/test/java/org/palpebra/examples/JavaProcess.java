package org.palpebra.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that ran in a JVM of its own.
 *
 * @param exitCode of the program
 * @param output both streams
 */
record JavaProcess(int exitCode, String output) {
  /** Runs {@code java} and waits for it, two minutes at most. */
  static JavaProcess run(String... arguments) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        Stream.concat(
                Stream.of(java.toString(), "-Djava.awt.headless=true"), Arrays.stream(arguments))
            .toList();
    Path log = Files.createTempFile("palpebra", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      process.destroyForcibly().waitFor();
      String output = Files.readString(log);
      assertTrue(ended, () -> "not ended in two minutes: " + output);
      return new JavaProcess(process.exitValue(), output);
    } finally {
      Files.delete(log);
    }
  }
}
