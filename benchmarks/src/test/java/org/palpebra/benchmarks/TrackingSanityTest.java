package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.palpebra.tracking.TrackedFace;

class TrackingSanityTest {
  @Test
  void followsTheSwayingFace() {
    TrackingBenchmark benchmark = new TrackingBenchmark();
    benchmark.prepare();
    try {
      for (int i = 1; i <= 45; i++) {
        TrackedFace face = benchmark.track().face().orElseThrow();
        assertFalse(face.detected(), "frame " + i);
        double shift = 8 * Math.sin(2 * Math.PI * i / 60); // the picture moves to the left
        assertEquals(320 - shift, face.smoothed().landmarks()[60], 25, "frame " + i);
      }
    } finally {
      benchmark.close();
    }
  }
}
