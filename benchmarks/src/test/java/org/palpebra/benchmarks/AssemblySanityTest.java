package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class AssemblySanityTest {
  @Test
  void allComputeTheSame() {
    AssemblyBenchmark benchmark = new AssemblyBenchmark();
    benchmark.prepare();
    int one = benchmark.face().meanShape().length;
    float[] floats = benchmark.floats().clone();
    assertArrayEquals(floats, benchmark.compact(), 1e-3f);
    benchmark.openBlas();
    assertArrayEquals(floats, benchmark.nativeResult(one), 1e-4f);

    float[] batch = benchmark.floatsInBatch().clone();
    assertArrayEquals(batch, benchmark.compactInBatch(), 1e-3f);
    benchmark.openBlasInBatch();
    assertArrayEquals(batch, benchmark.nativeResult(batch.length), 1e-4f);
    benchmark.close();
  }
}
