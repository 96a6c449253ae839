package org.palpebra.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.tracking.OneEuroFilter.Tuning;

class OneEuroFilterTest {
  private static final double FRAME = 1.0 / 30;

  /** The paper's algorithm by hand for three values. */
  @Test
  void followsThePaper() {
    OneEuroFilter filter = new OneEuroFilter(new Tuning(1, 0.5, 2));
    assertEquals(3, filter.filter(3, 10));
    double step = 0.1;
    double speed = smoothing(2, step) * ((5 - 3) / step);
    double first = 3 + smoothing(1 + 0.5 * speed, step) * (5 - 3);
    assertEquals(first, filter.filter(5, 10.1), 1e-12);
    step = 0.25;
    double edx = (4 - first) / step;
    speed = smoothing(2, step) * edx + (1 - smoothing(2, step)) * speed;
    double alpha = smoothing(1 + 0.5 * Math.abs(speed), step);
    assertEquals(alpha * 4 + (1 - alpha) * first, filter.filter(4, 10.35), 1e-12);
  }

  private static double smoothing(double cutoff, double step) {
    double tau = 1 / (2 * Math.PI * cutoff);
    return 1 / (1 + tau / step);
  }

  @Test
  void aStillSignalStaysAndAfterAResetTheNextOneIsTaken() {
    OneEuroFilter filter = new OneEuroFilter(new Tuning(0.4, 5, 1));
    for (int i = 0; i < 50; i++) {
      assertEquals(-2.5, filter.filter(-2.5, i * i * FRAME), "frame " + i);
    }
    filter.reset();
    assertEquals(7, filter.filter(7, 1));
  }

  @Test
  void aStepIsReachedWhateverTheFrameRate() {
    for (double rate : new double[] {15, 30, 60, 240}) {
      OneEuroFilter filter = new OneEuroFilter(new Tuning(1, 0, 1));
      filter.filter(0, 0);
      double value = 0;
      for (int i = 1; i <= rate; i++) {
        value = filter.filter(1, i / rate);
      }
      assertEquals(1, value, 0.01, "after a second at " + rate + " Hz");
    }
  }

  @Test
  void refusesTimesThatDoNotRiseAndTuningsWithoutMeaning() {
    OneEuroFilter filter = new OneEuroFilter(new Tuning(1, 0, 1));
    filter.filter(0, 5);
    for (double time : new double[] {5, 4.9, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> filter.filter(0, time), "at " + time);
    }
    assertThrows(IllegalArgumentException.class, () -> new Tuning(0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Tuning(1, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Tuning(1, 1, Double.NaN));
  }

  /** Openness with noise as large as rendered faces have it; every phase of 30 frames a second. */
  @Test
  void theEyesTuningKeepsEveryBlinkOfATenthOfASecond() {
    long seed = 5;
    Random random = new Random(seed);
    for (int duration = 100; duration <= 150; duration += 10) {
      for (int phase = 0; phase < 20; phase++) {
        OneEuroFilter filter = new OneEuroFilter(Smoothing.DEFAULT.eyes());
        double offset = phase / 20.0 * FRAME;
        double raw = 0;
        double kept = 0;
        for (int i = 0; i < 60; i++) {
          double closure = closure(i * FRAME + offset - 1, duration / 1000.0);
          double openness = Math.max(0, 1 - closure + 0.01 * random.nextGaussian());
          raw = Math.max(raw, 1 - openness);
          kept = Math.max(kept, 1 - filter.filter(openness, i * FRAME));
        }
        String where =
            "%d ms, phase %d: %.3f of %.3f, seed %d".formatted(duration, phase, kept, raw, seed);
        assertTrue(raw > 0.5, where);
        assertTrue(kept >= 0.9 * raw, where);
      }
    }
  }

  /** A third to close, a third closed, a third to open, at even speed. */
  private static double closure(double seconds, double duration) {
    double phase = seconds / duration;
    return Math.max(0, Math.min(1, 3 * Math.min(phase, 1 - phase)));
  }

  @Test
  void aRestingSignalsNoiseIsReduced() {
    Random random = new Random(8);
    OneEuroFilter filter = new OneEuroFilter(Smoothing.DEFAULT.turn());
    double in = 0;
    double out = 0;
    for (int i = 0; i < 900; i++) {
      double noise = 0.003 * random.nextGaussian(); // radians, as a face at rest has it
      double smooth = filter.filter(noise, i * FRAME);
      if (i >= 60) {
        in += noise * noise;
        out += smooth * smooth;
      }
    }
    double ratio = Math.sqrt(out / in);
    assertTrue(ratio < 0.35, "noise times " + ratio);
  }
}
