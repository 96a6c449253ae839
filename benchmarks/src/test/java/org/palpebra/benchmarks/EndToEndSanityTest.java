package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceReconstruction;

class EndToEndSanityTest {
  @Test
  void findsTheOneFaceWhereItIs() {
    EndToEndBenchmark benchmark = new EndToEndBenchmark();
    benchmark.prepare();
    try {
      for (List<FaceReconstruction> faces :
          List.of(benchmark.reconstruct(), benchmark.reconstructWithoutDetection())) {
        assertEquals(1, faces.size());
        // the rendered face's nose tip
        float[] landmarks = faces.get(0).landmarks();
        assertEquals(320, landmarks[60], 25);
        assertEquals(240, landmarks[61], 25);
      }
    } finally {
      benchmark.close();
    }
  }
}
