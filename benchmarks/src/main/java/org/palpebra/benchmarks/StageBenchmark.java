package org.palpebra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.palpebra.MeshKernels;
import org.palpebra.model.MorphableModel;

/**
 * A stage of the mesh pipeline by one of several programs, on one thread unless the subclass'
 * {@code threads} says otherwise. Each result is compared with a reference in double precision
 * before it is timed. The subclasses' {@code by} chooses the program.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public abstract class StageBenchmark {
  /**
   * Names a file that is written before anything is timed: the mesh kernels in its first line, then
   * an accuracy in each, as error, tabulator, unit.
   */
  static final String CHECK_FILE = "palpebra.check";

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
    prepare(BenchmarkModels.of(model));
  }

  void prepare(MorphableModel face) {
    contender = contender(face);
    contender.run();
    accuracies = accuracies(contender.result());
    Accuracy.require(accuracies, toString());
    String file = System.getProperty(CHECK_FILE);
    if (file != null) {
      write(Path.of(file));
    }
  }

  private void write(Path file) {
    try {
      List<String> lines = new ArrayList<>(List.of(MeshKernels.description()));
      accuracies.forEach(a -> lines.add(a.error() + "\t" + a.what()));
      Files.write(file, lines);
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
