package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EyeStateSanityTest {
  @ParameterizedTest
  @ValueSource(strings = {EyeStateBenchmark.EMBEDDED, EyeStateBenchmark.PLAIN})
  void givesProbabilitiesOfBothEyes(String network) {
    EyeStateBenchmark benchmark = new EyeStateBenchmark();
    benchmark.network = network;
    benchmark.prepare();
    try {
      float[] closed = benchmark.bothEyes();
      assertEquals(2, closed.length);
      for (float p : closed) {
        assertTrue(p > 0 && p < 1, network + ": " + p);
      }
    } finally {
      benchmark.close();
    }
  }
}
