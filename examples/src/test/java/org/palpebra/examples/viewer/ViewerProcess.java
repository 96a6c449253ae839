package org.palpebra.examples.viewer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code palpebra viewer} in a JVM of its own, on a free port. */
public final class ViewerProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("The viewer is at (http://\\S+)");
  private static final long START_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final URI address;

  private ViewerProcess(Process process, Path log) throws IOException, InterruptedException {
    this.process = process;
    this.log = log;
    this.address = await();
  }

  /**
   * Starts it and waits until it says where it is.
   *
   * @param program how Java finds it: {@code -jar FILE} or {@code -cp PATH CLASS}
   */
  public static ViewerProcess start(String... program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    // what the jar says in its manifest; newer Javas warn otherwise
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(program));
    command.addAll(List.of("viewer", "--port", "0", "--device", "cpu"));
    Path log = Files.createTempFile("palpebra-viewer", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new ViewerProcess(process, log);
  }

  private URI await() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      Matcher line = ADDRESS.matcher(output());
      if (line.find()) {
        return URI.create(line.group(1));
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    process.destroyForcibly();
    throw new IOException("the viewer did not start: " + output());
  }

  public URI address() {
    return address;
  }

  /** Both streams so far. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** Ends it as Ctrl-C does; fails if it does not end soon, or does not end quietly. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      boolean ended = process.waitFor(30, TimeUnit.SECONDS);
      process.destroyForcibly();
      String output = output();
      assertTrue(ended, () -> "still running after 30 s: " + output);
      assertTrue(output.lines().count() == 1, () -> "more than one line: " + output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
