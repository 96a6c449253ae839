package org.palpebra.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well probabilities tell closed eyes from open ones; <em>open</em> is the positive class, an
 * eye is predicted closed when P(closed) ≥ ½. Immutable.
 *
 * @param n number of eyes
 * @param accuracy fraction predicted right
 * @param f1 harmonic mean of precision and recall of the open eyes; 0 if none is predicted rightly
 * @param auc area under the ROC curve: the chance that an open eye gets a lower P(closed) than a
 *     closed one, ties count half; NaN unless both states occur
 * @param ece expected calibration error ({@link Reliability#ece})
 */
public record EyeStateScore(int n, double accuracy, double f1, double auc, double ece) {
  /**
   * Scores a set.
   *
   * @param closedProbability P(closed) in [0, 1], one per eye, not modified
   * @param closed the labels, not modified
   */
  public static EyeStateScore of(float[] closedProbability, boolean[] closed) {
    if (closedProbability.length != closed.length || closed.length == 0) {
      throw new IllegalArgumentException(
          "expected as many probabilities as labels and at least one, got %d and %d"
              .formatted(closedProbability.length, closed.length));
    }
    Confusion confusion = new Confusion();
    for (int i = 0; i < closed.length; i++) {
      confusion.add(!closed[i], closedProbability[i] < 0.5f);
    }
    return new EyeStateScore(
        closed.length,
        confusion.accuracy(),
        confusion.f1(),
        auc(closedProbability, closed),
        Reliability.of(closedProbability, closed).ece());
  }

  /** Mann–Whitney U by mean ranks, over the number of pairs. */
  private static double auc(float[] p, boolean[] closed) {
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double ranks = 0;
    long positives = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && p[order[to]] == p[order[from]]) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        if (closed[order[i]]) {
          ranks += rank;
          positives++;
        }
      }
      from = to;
    }
    double u = ranks - positives * (positives + 1) / 2.0;
    return u / ((double) positives * (p.length - positives));
  }
}
