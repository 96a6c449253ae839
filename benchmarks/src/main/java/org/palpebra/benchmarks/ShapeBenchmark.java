package org.palpebra.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.model.MorphableModel;

/** From coefficients to one face's shape. */
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class ShapeBenchmark extends StageBenchmark {
  @Param({
    Contender.PALPEBRA,
    Contender.PALPEBRA_16,
    Contender.OPENBLAS,
    Contender.EJML,
    Contender.READ
  })
  public String by = Contender.PALPEBRA;

  /** Threads that this library uses; others have one. */
  @Param("1")
  public int threads = 1;

  private AssemblyTask assembly;

  @Override
  Contender contender(MorphableModel face) {
    assembly = new AssemblyTask(AssemblyTask.Part.SHAPE, by, face, 1, threads);
    return assembly.contender();
  }

  @Override
  List<Accuracy> accuracies(float[][] result) {
    return assembly.accuracies(result);
  }

  @Override
  public String toString() {
    return "shape by " + by;
  }
}
