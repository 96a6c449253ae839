package org.palpebra.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.palpebra.Stage;
import org.palpebra.StageListener;

/** Adds up what each step takes between two laps. For one thread. */
final class StepClock implements StageListener {
  private final Map<String, Double> steps = new LinkedHashMap<>();

  @Override
  public void took(Stage stage, long nanos) {
    took(stage.name().toLowerCase(Locale.ROOT), nanos);
  }

  /** Does something as a step. */
  <T> T time(String step, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    took(step, System.nanoTime() - start);
    return result;
  }

  private void took(String step, long nanos) {
    steps.merge(step, nanos / 1e6, Double::sum);
  }

  /** Milliseconds of each step since the last lap. */
  Map<String, Double> lap() {
    Map<String, Double> out = new LinkedHashMap<>(steps);
    steps.clear();
    return out;
  }
}
