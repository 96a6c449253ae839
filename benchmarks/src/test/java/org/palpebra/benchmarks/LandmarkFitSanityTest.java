package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palpebra.testing.SharedData;

class LandmarkFitSanityTest {
  @Test
  void fitsThePhoto() {
    LandmarkFitBenchmark benchmark = new LandmarkFitBenchmark();
    benchmark.surrey = SharedData.require("models/eos-sfm").toString();
    benchmark.prepare();
    assertTrue(benchmark.fit().meanError() <= 5.7);
  }
}
