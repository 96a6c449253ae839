package org.palpebra.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** Samples of several steps, in the order in which they were met. */
final class StepSamples {
  private final Map<String, Samples> steps = new LinkedHashMap<>();

  void add(Map<String, Double> lap) {
    lap.forEach((step, ms) -> steps.computeIfAbsent(step, s -> new Samples()).add(ms));
  }

  Map<String, Double> medians() {
    Map<String, Double> out = new LinkedHashMap<>();
    steps.forEach((step, samples) -> out.put(step, samples.median()));
    return out;
  }

  Map<String, Samples.Spread> spreads() {
    Map<String, Samples.Spread> out = new LinkedHashMap<>();
    steps.forEach((step, samples) -> out.put(step, samples.spread()));
    return out;
  }
}
