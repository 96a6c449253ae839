package org.palpebra.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** One fork of JMH for one program. */
final class ForkedRun {
  private static final TimeValue WARM_UP = TimeValue.milliseconds(300);
  private static final TimeValue WINDOW = TimeValue.milliseconds(300);
  private static final Pattern CAUSE = Pattern.compile("[\\w.$]+(Exception|Error): .*");

  private final String model;

  ForkedRun(String model) {
    this.model = model;
  }

  /** A fork that failed; the message says why. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  Measured measure(Entrant entrant) throws IOException, FailedException {
    Path folder = Files.createTempDirectory("palpebra-jmh");
    Path log = folder.resolve("log.txt");
    Path check = folder.resolve("check.txt");
    try {
      Collection<RunResult> results = new Runner(options(entrant, log, check).build()).run();
      return measured(results.iterator().next(), Files.readAllLines(check));
    } catch (RunnerException e) {
      throw new FailedException(cause(log).orElse(String.valueOf(e.getMessage())), e);
    } finally {
      Files.deleteIfExists(log);
      Files.deleteIfExists(check);
      Files.delete(folder);
    }
  }

  private ChainedOptionsBuilder options(Entrant entrant, Path log, Path check) {
    List<String> arguments = new ArrayList<>(entrant.jvmArguments());
    arguments.add("-D" + StageBenchmark.CHECK_FILE + "=" + check);
    arguments.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Pattern.quote(entrant.stage().getName() + ".run") + "$")
            .param("model", model)
            .param("by", entrant.by())
            .forks(1)
            .warmupIterations(3)
            .warmupTime(WARM_UP)
            .measurementIterations(4)
            .measurementTime(WINDOW)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.NORMAL)
            .output(log.toString())
            .jvmArgsAppend(arguments.toArray(String[]::new));
    entrant.parameters().forEach(options::param);
    return options;
  }

  private static Measured measured(RunResult result, List<String> check) {
    Statistics times = result.getPrimaryResult().getStatistics();
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Measured(
        times.getPercentile(50),
        times.getMin(),
        allocated == null ? Double.NaN : allocated.getScore(),
        check.get(0),
        errors(check.subList(1, check.size())));
  }

  private static Map<String, Double> errors(List<String> lines) {
    Map<String, Double> errors = new LinkedHashMap<>();
    for (String line : lines) {
      String[] fields = line.split("\t", 2);
      errors.put(fields[1], Double.valueOf(fields[0]));
    }
    return errors;
  }

  private static Optional<String> cause(Path log) throws IOException {
    return Files.exists(log)
        ? Files.readAllLines(log).stream().filter(l -> CAUSE.matcher(l).matches()).findFirst()
        : Optional.empty();
  }
}
