package org.palpebra.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.model.MorphableModel;

/** From coefficients to the reflectance of a batch of faces; time per face. */
@OperationsPerInvocation(AssemblyTask.BATCH)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class AlbedoBatchBenchmark extends StageBenchmark {
  @Param({Contender.PALPEBRA, Contender.PALPEBRA_16, Contender.OPENBLAS, Contender.EJML})
  public String by = Contender.PALPEBRA;

  /** Threads that this library uses; others have one. */
  @Param("1")
  public int threads = 1;

  private AssemblyTask assembly;

  @Override
  Contender contender(MorphableModel face) {
    assembly = new AssemblyTask(AssemblyTask.Part.ALBEDO, by, face, AssemblyTask.BATCH, threads);
    return assembly.contender();
  }

  @Override
  List<Accuracy> accuracies(float[][] result) {
    return assembly.accuracies(result);
  }

  @Override
  public String toString() {
    return "albedos of a batch by " + by;
  }
}
