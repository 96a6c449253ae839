package org.palpebra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palpebra.model.MorphableModel;

/**
 * A stage of the mesh pipeline by one of several programs, on one thread. Each result is compared
 * with a reference in double precision before it is timed. The subclasses' {@code by} chooses the
 * program.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public abstract class StageBenchmark {
  /** Names a file to which the accuracies are written, a line each: error, tabulator, unit. */
  static final String ACCURACY_FILE = "palpebra.accuracy";

  @Param(BenchmarkModels.BASEL)
  public String model = BenchmarkModels.BASEL;

  private Contender contender;
  private List<Accuracy> accuracies;

  /** What does the work. */
  abstract Contender contender(MorphableModel face);

  /** How good its result is. */
  abstract List<Accuracy> accuracies(float[][] result);

  @Setup(Level.Trial)
  public void prepare() {
    contender = contender(BenchmarkModels.of(model));
    contender.run();
    accuracies = accuracies(contender.result());
    Accuracy.require(accuracies, toString());
    String file = System.getProperty(ACCURACY_FILE);
    if (file != null) {
      write(Path.of(file));
    }
  }

  private void write(Path file) {
    try {
      Files.write(file, accuracies.stream().map(a -> a.error() + "\t" + a.what()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    contender.close();
  }

  @Benchmark
  public void run() {
    contender.run();
  }

  List<Accuracy> accuracies() {
    return accuracies;
  }
}
