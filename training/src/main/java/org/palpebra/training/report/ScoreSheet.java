package org.palpebra.training.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palpebra.metrics.ClusterBootstrap;
import org.palpebra.metrics.Interval;

/**
 * The results of an evaluation in the order of printing; console, JSON and page all show these. Not
 * thread-safe.
 */
public final class ScoreSheet {
  private final List<Score> scores = new ArrayList<>();

  /** No results yet. */
  public ScoreSheet() {}

  /** Adds a number or truth value without an interval. */
  public ScoreSheet add(String name, Object value) {
    return add(new Score(name, value, Interval.NONE, ""));
  }

  /** Adds a proportion of independent cases. */
  public ScoreSheet addProportion(String name, double value, int successes, int n) {
    return add(new Score(name, value, Interval.wilson(successes, n), "Wilson, n = " + n));
  }

  /**
   * Adds a number with a bootstrapped interval.
   *
   * @param groups what was drawn, such as {@code photos}
   */
  public <T> ScoreSheet addBootstrapped(
      String name,
      double value,
      ClusterBootstrap<T> bootstrap,
      String groups,
      java.util.function.ToDoubleFunction<List<T>> statistic) {
    return add(
        new Score(
            name,
            value,
            bootstrap.interval(statistic),
            "bootstrap over %d %s, %d resamples"
                .formatted(bootstrap.groups(), groups, ClusterBootstrap.RESAMPLES)));
  }

  private ScoreSheet add(Score score) {
    scores.add(score);
    return this;
  }

  /** All results, a copy. */
  public List<Score> scores() {
    return List.copyOf(scores);
  }

  /** The results by name, then {@code intervals} by name with {@code low, high, method}. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    Map<String, Object> intervals = new LinkedHashMap<>();
    for (Score score : scores) {
      map.put(score.name(), score.value());
      if (score.hasInterval()) {
        Map<String, Object> interval = new LinkedHashMap<>();
        interval.put("low", score.interval().low());
        interval.put("high", score.interval().high());
        interval.put("method", score.method());
        intervals.put(score.name(), interval);
      }
    }
    map.put("intervals", intervals);
    return map;
  }

  /** One line per result: name, value and, where there is one, interval. */
  public List<String> lines() {
    return scores.stream()
        .map(
            score ->
                String.format(
                        Locale.ROOT,
                        "%-26s %s %s",
                        score.name(),
                        score.text(),
                        score.intervalText())
                    .stripTrailing())
        .toList();
  }
}
