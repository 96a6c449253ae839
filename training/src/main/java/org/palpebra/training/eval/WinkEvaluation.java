package org.palpebra.training.eval;

import java.util.List;
import java.util.stream.Stream;

/**
 * How well the openness of rendered eyes is found.
 *
 * @param n number of eyes
 * @param decided eyes that are rendered closed or open by the strict rule
 * @param right those of them that are found in that state
 * @param classified those of them that the classifier takes for what they are
 * @param opennessError mean absolute difference of openness over all eyes of the faces that were
 *     found; NaN if there are none
 * @param notFound eyes whose face was not found; they are wrong
 */
public record WinkEvaluation(
    int n, int decided, int right, int classified, double opennessError, int notFound) {
  /** Scores some eyes. */
  public static WinkEvaluation of(Stream<WinkEye> eyes) {
    List<WinkEye> all = eyes.toList();
    List<WinkEye> decided = all.stream().filter(WinkEye::decided).toList();
    return new WinkEvaluation(
        all.size(),
        decided.size(),
        (int) decided.stream().filter(WinkEye::right).count(),
        (int) decided.stream().filter(WinkEye::rightlyClassified).count(),
        all.stream()
            .mapToDouble(WinkEye::error)
            .filter(error -> !Double.isNaN(error))
            .average()
            .orElse(Double.NaN),
        (int) all.stream().filter(eye -> eye.found() == null).count());
  }

  /** Fraction of the decided eyes that are found in their state; NaN without any. */
  public double stateAccuracy() {
    return decided == 0 ? Double.NaN : (double) right / decided;
  }

  /** Fraction of the decided eyes that the classifier takes for what they are; NaN without any. */
  public double classifierAccuracy() {
    return decided == 0 ? Double.NaN : (double) classified / decided;
  }
}
