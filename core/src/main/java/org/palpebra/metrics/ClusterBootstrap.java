package org.palpebra.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * 95 % percentile intervals from {@value #RESAMPLES} resamples of whole groups. Both eyes of a face
 * and all photos of a person are alike, so they are drawn together or not at all; drawing them
 * singly would make intervals too narrow. The random numbers have a fixed seed: the same items give
 * the same interval. Immutable.
 *
 * @param <T> an item
 */
public final class ClusterBootstrap<T> {
  /** Number of resamples. */
  public static final int RESAMPLES = 1000;

  private static final long SEED = 1;

  private final List<List<T>> groups;

  private ClusterBootstrap(Collection<List<T>> groups) {
    this.groups = List.copyOf(groups);
  }

  /**
   * Groups items.
   *
   * @param items at least one
   * @param group which group an item belongs to, such as the person
   */
  public static <T> ClusterBootstrap<T> by(List<T> items, Function<T, ?> group) {
    if (items.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to draw from");
    }
    Map<Object, List<T>> groups = new LinkedHashMap<>();
    for (T item : items) {
      groups.computeIfAbsent(group.apply(item), key -> new ArrayList<>()).add(item);
    }
    return new ClusterBootstrap<>(groups.values());
  }

  /** Number of groups. */
  public int groups() {
    return groups.size();
  }

  /**
   * The interval of a statistic. Resamples for which it is not a number do not count.
   *
   * @param statistic of a resample, which has at least one item and as many groups as there are
   * @return {@link Interval#NONE} from fewer than two groups, which cannot vary
   */
  public Interval interval(ToDoubleFunction<List<T>> statistic) {
    if (groups.size() < 2) {
      return Interval.NONE;
    }
    Random random = new Random(SEED);
    double[] values = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      values[i] = statistic.applyAsDouble(draw(random));
    }
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return sorted.length == 0
        ? Interval.NONE
        : new Interval(quantile(sorted, 0.025), quantile(sorted, 0.975));
  }

  private List<T> draw(Random random) {
    List<T> drawn = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      drawn.addAll(groups.get(random.nextInt(groups.size())));
    }
    return drawn;
  }

  /** Linear between order statistics. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
