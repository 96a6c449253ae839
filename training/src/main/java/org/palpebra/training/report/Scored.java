package org.palpebra.training.report;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.palpebra.metrics.ClusterBootstrap;

/**
 * Cases whose fractions and means get intervals by drawing their groups. Of no cases there is no
 * fraction and no mean: nothing is added then.
 *
 * @param group of a case, such as the person
 * @param groups what the groups are, such as {@code people}
 */
record Scored<T>(List<T> items, Function<T, ?> group, String groups) {
  void fraction(ScoreSheet sheet, String name, Predicate<T> condition) {
    mean(sheet, name, item -> condition.test(item) ? 1 : 0);
  }

  void mean(ScoreSheet sheet, String name, ToDoubleFunction<T> number) {
    if (!items.isEmpty()) {
      ToDoubleFunction<List<T>> mean =
          drawn -> drawn.stream().mapToDouble(number).average().orElse(Double.NaN);
      sheet.addBootstrapped(
          name, mean.applyAsDouble(items), ClusterBootstrap.by(items, group), groups, mean);
    }
  }
}
