package org.palpebra.training.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final double TINY = 1e-12;

  /** Ten epochs, rate 2, final share 0.1, four steps of warm-up unless said otherwise. */
  private static TrainingPlan plan(int warmup, Schedule schedule) {
    return new TrainingPlan(
        10, 1, 2, 0.1, warmup, 0, 0, 0, 0, 1, 1, schedule, null, null, null, null);
  }

  @Test
  void aConstantRateWarmsUpAndStays() {
    TrainingPlan plan = plan(4, Schedule.constant());
    assertEquals(0.5, plan.rate(0, 100), TINY);
    assertEquals(2, plan.rate(3, 100), TINY);
    assertEquals(2, plan.rate(99, 100), TINY);
  }

  @Test
  void aNamedCosineIsTheDefault() {
    TrainingPlan named = plan(4, Schedule.cosine());
    TrainingPlan unnamed = new TrainingPlan(10, 1, 2, 0.1, 4, 0, 0, 0, 0, 1, 1);
    for (int step = 0; step < 100; step++) {
      assertEquals(unnamed.rate(step, 100), named.rate(step, 100), TINY, "step " + step);
    }
  }

  @Test
  void stepsFallAfterTheirEpochs() {
    TrainingPlan plan = plan(0, Schedule.step(3, 0.5));
    // ten steps an epoch
    double[] expected = {2, 2, 2, 1, 1, 1, 0.5, 0.5, 0.5, 0.25};
    for (int epoch = 0; epoch < 10; epoch++) {
      assertEquals(expected[epoch], plan.rate(10 * epoch, 100), TINY, "epoch " + epoch);
      assertEquals(expected[epoch], plan.rate(10 * epoch + 9, 100), TINY, "epoch " + epoch);
    }
  }

  /**
   * Figures of the published curve with 21 steps, greatest rate 2, first rate 2 / 25, rise 0.3: the
   * top is at step 5.3, and between the ends the rate follows half a cosine.
   */
  @Test
  void oneCycleRisesAndFallsAlongCosines() {
    TrainingPlan plan = plan(0, Schedule.oneCycle(0.3, 25));
    double top = 0.3 * 21 - 1;
    assertEquals(0.08, plan.rate(0, 21), TINY);
    assertEquals(0.08 + (2 - 0.08) * (1 - Math.cos(Math.PI * 3 / top)) / 2, plan.rate(3, 21), TINY);
    assertEquals(
        0.2 + (2 - 0.2) * (1 + Math.cos(Math.PI * (12 - top) / (20 - top))) / 2,
        plan.rate(12, 21),
        TINY);
    assertEquals(0.2, plan.rate(20, 21), TINY);
    for (int step = 1; step < 21; step++) {
      boolean rises = plan.rate(step, 21) > plan.rate(step - 1, 21);
      // step 6 is nearer to the top than step 5
      assertEquals(step <= 6, rises, "step " + step);
    }
  }

  @Test
  void parametersOfOtherKindsAreRefused() {
    for (Runnable wrong :
        new Runnable[] {
          () -> new Schedule(Schedule.Kind.COSINE, 3.0, null, null, null),
          () -> new Schedule(Schedule.Kind.STEP, 3.0, null, null, null),
          () -> Schedule.step(3, 1.5),
          () -> Schedule.oneCycle(0, 25),
          () -> plan(4, Schedule.oneCycle(0.3, 25)),
          () ->
              new TrainingPlan(
                  1, 1, 1, 1, 0, 0.1, 0, 0, 0, 1, 1, null, Optimizer.ADAM, null, null, null)
        }) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }

  /** Checkpoints of runs that were started before there were schedules have to resume. */
  @Test
  void fingerprintsOfPlansWithoutAScheduleStayAsTheyWere() {
    TrainingPlan plan = new TrainingPlan(30, 64, 0.0015, 0.02, 50, 0.02, 50, 0.998, 2, 2, 200);
    assertEquals(
        "seed 2, batch 64, rate 0.0015 to 0.02 over 30 epochs, warm-up 50, decay 0.02, clip 50.0,"
            + " averaging 0.998, 6400 examples",
        plan.fingerprint(6400));
    String other = plan.withSchedule(Schedule.step(10, 0.1)).fingerprint(6400);
    assertNotEquals(plan.fingerprint(6400), other);
    assertTrue(other.endsWith(", schedule STEP 0.1 every 10.0 epochs"), other);
  }
}
