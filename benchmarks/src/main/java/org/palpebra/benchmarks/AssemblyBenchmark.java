package org.palpebra.benchmarks;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.model.MorphableModel;

/** From coefficients to one face's shape or albedo. */
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class AssemblyBenchmark extends StageBenchmark {
  static final String SHAPE = "shape";
  static final String ALBEDO = "albedo";

  @Param({
    Contender.PALPEBRA,
    Contender.PALPEBRA_16,
    Contender.OPENBLAS,
    Contender.EJML,
    Contender.READ
  })
  public String by = Contender.PALPEBRA;

  /** What is assembled. */
  @Param({SHAPE, ALBEDO})
  public String part = SHAPE;

  /** Threads that this library uses; others have one. */
  @Param("1")
  public int threads = 1;

  private AssemblyTask assembly;

  /** How many faces are assembled at once. */
  int faces() {
    return 1;
  }

  @Override
  Contender contender(MorphableModel face) {
    assembly =
        new AssemblyTask(
            AssemblyTask.Part.valueOf(part.toUpperCase(Locale.ROOT)), by, face, faces(), threads);
    return assembly.contender();
  }

  @Override
  List<Accuracy> accuracies(float[][] result) {
    return assembly.accuracies(result);
  }

  @Override
  public String toString() {
    return "%s of %d by %s".formatted(part, faces(), by);
  }
}
