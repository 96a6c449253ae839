package org.palpebra.benchmarks;

import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** From coefficients to the shapes or albedos of a batch of faces; time per face. */
@OperationsPerInvocation(AssemblyTask.BATCH)
public class AssemblyBatchBenchmark extends AssemblyBenchmark {
  @Override
  int faces() {
    return AssemblyTask.BATCH;
  }
}
