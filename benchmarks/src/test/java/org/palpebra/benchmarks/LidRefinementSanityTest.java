package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.palpebra.model.Coefficients;

class LidRefinementSanityTest {
  @Test
  void bringsEachLidToItsTarget() {
    LidRefinementBenchmark benchmark = new LidRefinementBenchmark();
    benchmark.prepare();
    Coefficients[] refined = benchmark.refine();
    assertEquals(LidRefinementBenchmark.FACES, refined.length);
    for (int i = 0; i < refined.length; i++) {
      assertArrayEquals(benchmark.targets[i], benchmark.refinement.openness(refined[i]), 0.005f);
    }
  }
}
