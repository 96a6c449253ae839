package org.palpebra.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ejml.EjmlVersion;

/**
 * Where and on what was measured.
 *
 * @param caches of the first processor, empty where the system does not tell
 * @param load average of the last minute when the measurement began, negative if unknown
 * @param commit of the checkout from which the program was started
 */
record Machine(
    String cpu,
    int cores,
    List<String> caches,
    String os,
    String java,
    double load,
    String commit,
    String tree,
    String compiler,
    String ejml,
    Instant when) {
  private static final String UNKNOWN = "unknown";

  static Machine here() {
    String status = firstLine(UNKNOWN, "git", "status", "--porcelain");
    return new Machine(
        cpuName(),
        Runtime.getRuntime().availableProcessors(),
        cacheSizes(),
        String.join(" ", property("os.name"), property("os.version"), property("os.arch")),
        property("java.vm.name") + " " + property("java.vm.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        firstLine(UNKNOWN, "git", "rev-parse", "HEAD"),
        status.equals(UNKNOWN) ? UNKNOWN : status.isEmpty() ? "clean" : "with uncommitted changes",
        firstLine("none", "cc", "--version"),
        EjmlVersion.VERSION,
        Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public String toString() {
    return "%s, %d cores, %s%n%s, %s%ncommit %s, %s; load at the start %.1f; %s"
        .formatted(
            cpu,
            cores,
            caches.isEmpty() ? "caches unknown" : String.join(", ", caches),
            java,
            os,
            commit,
            tree,
            load,
            when);
  }

  private static String property(String name) {
    return System.getProperty(name, UNKNOWN);
  }

  private static String cpuName() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", UNKNOWN);
    }
  }

  private static List<String> cacheSizes() {
    List<String> caches = new ArrayList<>();
    for (int i = 0; ; i++) {
      Path folder = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + i);
      if (!Files.isDirectory(folder)) {
        return caches;
      }
      try {
        caches.add(
            "L%s %s %s"
                .formatted(
                    Files.readString(folder.resolve("level")).trim(),
                    Files.readString(folder.resolve("type")).trim(),
                    Files.readString(folder.resolve("size")).trim()));
      } catch (IOException e) {
        return caches;
      }
    }
  }

  /** What a command prints first, or the alternative if it cannot be run. */
  private static String firstLine(String otherwise, String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean well = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
      return well ? said.lines().findFirst().orElse("") : otherwise;
    } catch (IOException e) {
      return otherwise;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
  }
}
