package org.palpebra.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.palpebra.FaceReconstructor;
import org.palpebra.MeshKernels;

/**
 * Where figures come from.
 *
 * @param commit of the working directory, with {@code +changes} where files differ from it
 * @param models what ran, where and by which provider
 */
record RunFacts(
    String time,
    String commit,
    String processor,
    int processors,
    String system,
    String java,
    long maxHeapMegabytes,
    String meshKernels,
    List<String> models) {
  private static final String UNKNOWN = "unknown";

  static RunFacts of(FaceReconstructor reconstructor) {
    Runtime runtime = Runtime.getRuntime();
    return new RunFacts(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        workingCopy(),
        cpuModel(),
        runtime.availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        runtime.maxMemory() >> 20,
        MeshKernels.description(),
        reconstructor.models().stream()
            .map(m -> "%s on %s (%s)".formatted(m.name(), m.device(), m.provider()))
            .toList());
  }

  String text() {
    return """
        %s, commit %s
        %s, %d processors, %s
        %s, heap up to %d MB, mesh kernels: %s
        %s
        """
        .formatted(
            time,
            commit,
            processor,
            processors,
            system,
            java,
            maxHeapMegabytes,
            meshKernels,
            String.join("; ", models));
  }

  private static String workingCopy() {
    String head = git("rev-parse", "--short", "HEAD");
    if (head.isEmpty()) {
      return UNKNOWN;
    }
    return git("status", "--porcelain", "--untracked-files=no").isEmpty()
        ? head
        : head + "+changes";
  }

  /** What git says, or nothing where it does not work. */
  private static String git(String... arguments) {
    List<String> command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? output : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
